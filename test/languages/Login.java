import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;

/** What WxJava sends: its link, and its calls in the document's order; by both of the clients that come with Java. */
public class Login {
    static final String APPID = "wx0a1b2c3d4e5f6071";
    static final String SECRET = "0123456789abcdef0123456789abcdef";
    static final String API = "https://api.weixin.qq.com/sns/";
    static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** Opens the link as a user who agrees; the code that comes back. */
    static String authorize() throws Exception {
        String link = "https://open.weixin.qq.com/connect/oauth2/authorize?appid=" + APPID + "&redirect_uri="
            + URLEncoder.encode("http://localhost:3000/cb", "UTF-8")
            + "&response_type=code&scope=snsapi_userinfo&state=s1&connect_redirect=1#wechat_redirect";
        HttpRequest request = HttpRequest.newBuilder(URI.create(link))
            .header("X-Weauth-User", "alice").header("X-Weauth-Consent", "allow").build();
        String back = CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).headers().firstValue("location").orElseThrow();
        return back.replaceFirst(".*[?&]code=(\\w+).*", "$1");
    }

    /** By java.net.http. */
    static String call(String path) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(URI.create(API + path)).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    /** By HttpURLConnection, as older libraries do. */
    static String callOld(String path) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) URI.create(API + path).toURL().openConnection();
        return new String(connection.getInputStream().readAllBytes(), "UTF-8");
    }

    static String field(String json, String name) {
        var match = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(json);
        return match.find() ? match.group(1) : "none";
    }

    static String exchange(String code, String secret) throws Exception {
        return call("oauth2/access_token?appid=" + APPID + "&secret=" + secret + "&code=" + code + "&grant_type=authorization_code");
    }

    public static void main(String[] args) throws Exception {
        System.setOut(new java.io.PrintStream(System.out, true, "UTF-8"));
        String code = authorize();
        System.out.println("secret " + field(exchange(code, "0".repeat(32)), "errcode"));
        String token = exchange(code, SECRET);
        String who = "access_token=" + field(token, "access_token") + "&openid=" + field(token, "openid");
        System.out.println("user " + field(callOld("userinfo?" + who + "&lang=zh_CN"), "nickname"));
        System.out.println("check " + field(callOld("auth?" + who), "errmsg"));
        String fresh = call("oauth2/refresh_token?appid=" + APPID + "&grant_type=refresh_token&refresh_token=" + field(token, "refresh_token"));
        System.out.println("refreshed " + field(fresh, "openid").equals(field(token, "openid")));
        System.out.println("used " + field(exchange(code, SECRET), "errcode"));
    }
}
