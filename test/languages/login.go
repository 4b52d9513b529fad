// What silenceper/wechat and chanxuehong/wechat send (parameters in the document's order), and the exchange of Casdoor (sorted).
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
)

const (
	appid  = "wx0a1b2c3d4e5f6071"
	secret = "0123456789abcdef0123456789abcdef"
	api    = "https://api.weixin.qq.com/sns/"
)

type reply struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	Openid       string
	Nickname     string
	Errcode      int
	Errmsg       string
}

// authorize opens the link as a user who agrees, and gives the code that comes back.
func authorize() string {
	link := "https://open.weixin.qq.com/connect/oauth2/authorize?appid=" + appid + "&redirect_uri=" +
		url.QueryEscape("http://localhost:3000/cb") + "&response_type=code&scope=snsapi_userinfo&state=s1#wechat_redirect"
	request, _ := http.NewRequest("GET", link, nil)
	request.Header.Set("X-Weauth-User", "alice")
	request.Header.Set("X-Weauth-Consent", "allow")
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(request)
	if err != nil {
		panic(err)
	}
	back, err := answer.Location()
	if err != nil {
		panic(err)
	}
	return back.Query().Get("code")
}

func call(path string) (result reply) {
	answer, err := http.Get(api + path)
	if err != nil {
		panic(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(&result); err != nil {
		panic(err)
	}
	return
}

func exchange(code, secret string) reply {
	return call(fmt.Sprintf("oauth2/access_token?appid=%s&secret=%s&code=%s&grant_type=authorization_code", appid, secret, code))
}

func exchangeSorted(code string) reply {
	query := url.Values{"appid": {appid}, "secret": {secret}, "code": {code}, "grant_type": {"authorization_code"}}
	return call("oauth2/access_token?" + query.Encode())
}

func main() {
	code := authorize()
	fmt.Println("secret", exchange(code, "00000000000000000000000000000000").Errcode)
	token := exchange(code, secret)
	fmt.Println("user", call("userinfo?access_token="+token.AccessToken+"&openid="+token.Openid+"&lang=zh_CN").Nickname)
	fmt.Println("check", call("auth?access_token="+token.AccessToken+"&openid="+token.Openid).Errmsg)
	fresh := call("oauth2/refresh_token?appid=" + appid + "&grant_type=refresh_token&refresh_token=" + token.RefreshToken)
	fmt.Println("refreshed", fresh.Openid == token.Openid && exchangeSorted(authorize()).Openid == token.Openid)
	fmt.Println("used", exchange(code, secret).Errcode)
}
