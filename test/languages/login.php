<?php
// What overtrue/socialite sends (EasyWeChat is built on it), by PHP's curl as Guzzle does.

const APPID = 'wx0a1b2c3d4e5f6071';
const SECRET = '0123456789abcdef0123456789abcdef';
const API = 'https://api.weixin.qq.com/sns/';

/** Opens the link as a user who agrees; the code that comes back. */
function authorize(): string
{
    $query = http_build_query([
        'appid' => APPID,
        'redirect_uri' => 'http://localhost:3000/cb',
        'response_type' => 'code',
        'scope' => 'snsapi_userinfo',
        'state' => 's1',
        'connect_redirect' => 1,
    ]);
    $curl = curl_init("https://open.weixin.qq.com/connect/oauth2/authorize?$query#wechat_redirect");
    curl_setopt_array($curl, [
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_HTTPHEADER => ['X-Weauth-User: alice', 'X-Weauth-Consent: allow'],
    ]);
    curl_exec($curl) !== false || die(curl_error($curl));
    parse_str(parse_url(curl_getinfo($curl, CURLINFO_REDIRECT_URL), PHP_URL_QUERY), $back);
    return $back['code'];
}

function call(string $path, array $query): array
{
    $curl = curl_init(API . $path . '?' . http_build_query($query));
    curl_setopt_array($curl, [
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_HTTPHEADER => ['Accept: application/json', 'User-Agent: GuzzleHttp/7'],
    ]);
    $body = curl_exec($curl);
    $body !== false || die(curl_error($curl));
    return json_decode($body, true);
}

function exchange(string $code, string $secret = SECRET): array
{
    return call('oauth2/access_token', [
        'appid' => APPID,
        'secret' => $secret,
        'code' => $code,
        'grant_type' => 'authorization_code',
    ]);
}

$code = authorize();
echo 'secret ', exchange($code, str_repeat('0', 32))['errcode'], "\n";
$token = exchange($code);
$who = ['access_token' => $token['access_token'], 'openid' => $token['openid']];
echo 'user ', call('userinfo', $who + ['lang' => 'zh_CN'])['nickname'], "\n";
echo 'check ', call('auth', $who)['errmsg'], "\n";
$fresh = call('oauth2/refresh_token', [
    'appid' => APPID,
    'grant_type' => 'refresh_token',
    'refresh_token' => $token['refresh_token'],
]);
echo 'refreshed ', var_export($fresh['openid'] === $token['openid'], true), "\n";
echo 'used ', exchange($code)['errcode'], "\n";
