"""What wechatpy 1.8 sends (its WeChatOAuth, in its order of parameters), by the standard library alone."""

import json
from urllib.error import HTTPError
from urllib.parse import parse_qs, quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

APPID, SECRET = "wx0a1b2c3d4e5f6071", "0123456789abcdef0123456789abcdef"
API = "https://api.weixin.qq.com/sns/"


class Stay(HTTPRedirectHandler):
    """The redirect back to the site is looked at, not followed."""

    def redirect_request(self, *_):
        return None


def authorize():
    """Opens the link as a user who agrees; the code that comes back."""
    link = (
        "https://open.weixin.qq.com/connect/oauth2/authorize?appid=" + APPID
        + "&redirect_uri=" + quote("http://localhost:3000/cb", safe="")
        + "&response_type=code&scope=snsapi_userinfo&state=s1#wechat_redirect"
    )
    headers = {"X-Weauth-User": "alice", "X-Weauth-Consent": "allow"}
    try:
        answer = build_opener(Stay).open(Request(link.split("#")[0], headers=headers))
    except HTTPError as redirect:
        answer = redirect
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def call(path):
    return json.loads(urlopen(Request(API + path, headers={"User-Agent": "python-requests/2.32.3"})).read())


def exchange(code, secret=SECRET):
    return call(f"oauth2/access_token?appid={APPID}&secret={secret}&code={code}&grant_type=authorization_code")


code = authorize()
print("secret", exchange(code, "0" * 32)["errcode"])
token = exchange(code)
user = call(f"userinfo?access_token={token['access_token']}&openid={token['openid']}&lang=zh_CN")
print("user", user["nickname"])
print("check", call(f"auth?access_token={token['access_token']}&openid={token['openid']}")["errmsg"])
fresh = call(f"oauth2/refresh_token?appid={APPID}&grant_type=refresh_token&refresh_token={token['refresh_token']}")
print("refreshed", str(fresh["openid"] == token["openid"]).lower())
print("used", exchange(code)["errcode"])
