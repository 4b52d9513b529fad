#!/bin/sh
# The link of passport-weixin, and the exchange as it and Keycloak send it: a form that is posted. By curl.
set -e
appid=wx0a1b2c3d4e5f6071
api=https://api.weixin.qq.com/sns

field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"; }
exchange() {
  curl -sS -d code="$1" -d appid=$appid -d secret="$2" -d redirect_uri=http://localhost:3000/cb -d grant_type=authorization_code \
    "$api/oauth2/access_token"
}

link="https://open.weixin.qq.com/connect/oauth2/authorize?appid=$appid&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcb&response_type=code&scope=snsapi_userinfo&state=s1"
code=$(curl -sS -o /dev/null -w '%{redirect_url}' -H 'X-Weauth-User: alice' -H 'X-Weauth-Consent: allow' "$link" | sed 's/.*code=\([^&]*\).*/\1/')

echo "secret $(exchange "$code" 00000000000000000000000000000000 | field errcode)"
token=$(exchange "$code" 0123456789abcdef0123456789abcdef)
openid=$(echo "$token" | field openid)
who="access_token=$(echo "$token" | field access_token)&openid=$openid"
echo "user $(curl -sS "$api/userinfo?$who&lang=zh_CN" | field nickname)"
echo "check $(curl -sS "$api/auth?$who" | field errmsg)"
fresh=$(curl -sS "$api/oauth2/refresh_token?appid=$appid&grant_type=refresh_token&refresh_token=$(echo "$token" | field refresh_token)")
echo "refreshed $([ "$(echo "$fresh" | field openid)" = "$openid" ] && echo true)"
echo "used $(exchange "$code" 0123456789abcdef0123456789abcdef | field errcode)"
