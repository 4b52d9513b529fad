# What omniauth-wechat-oauth2 sends (the exchange with its parameters sorted, and OAuth2's own among them), by net/http as Faraday does.
require 'json'
require 'net/http'
require 'uri'

APPID = 'wx0a1b2c3d4e5f6071'
SECRET = '0123456789abcdef0123456789abcdef'
BACK = 'http://localhost:3000/cb'

def get(url, headers = {})
  uri = URI(url)
  Net::HTTP.start(uri.host, uri.port, use_ssl: true) { |http| http.get(uri.request_uri, headers) }
end

# Opens the link as a user who agrees; the code that comes back.
def authorize
  query = URI.encode_www_form(appid: APPID, redirect_uri: BACK, response_type: 'code', scope: 'snsapi_userinfo', state: 's1')
  answer = get("https://open.weixin.qq.com/connect/oauth2/authorize?#{query}", 'X-Weauth-User' => 'alice', 'X-Weauth-Consent' => 'allow')
  URI.decode_www_form(URI(answer['location']).query).to_h.fetch('code')
end

def call(path, query)
  JSON.parse(get("https://api.weixin.qq.com/sns/#{path}?#{URI.encode_www_form(query)}").body)
end

def exchange(code, secret = SECRET)
  call('oauth2/access_token', appid: APPID, client_id: APPID, client_secret: secret, code: code,
                              grant_type: 'authorization_code', redirect_uri: BACK, secret: secret)
end

code = authorize
puts "secret #{exchange(code, '0' * 32)['errcode']}"
token = exchange(code)
who = { access_token: token['access_token'], openid: token['openid'] }
puts "user #{call('userinfo', { access_token: who[:access_token], lang: 'zh-CN', openid: who[:openid] })['nickname']}"
puts "check #{call('auth', who)['errmsg']}"
fresh = call('oauth2/refresh_token', appid: APPID, grant_type: 'refresh_token', refresh_token: token['refresh_token'])
puts "refreshed #{fresh['openid'] == token['openid']}"
puts "used #{exchange(code)['errcode']}"
