import type { Errcode } from './errcode-row.ts'
import { gateway, globalList, row, wxJava } from './errcode-row.ts'
import { community, official } from '../source.ts'

const csdn = community('blog.csdn.net/scarmac/article/details/88220568')

/** The errcodes of a third-party platform 第三方平台 acting for an account. */
export const componentErrcodes: readonly Errcode[] = [
  row(
    { code: 40091, errmsg: 'invalid component ticket', literal: 'listed', class: 'config', source: wxJava },
    { zh: '不合法的 component ticket', en: 'invalid component ticket' },
    {
      zh: 'component_verify_ticket 写错，或属于另一平台',
      en: 'a wrong component_verify_ticket, or that of another platform',
    },
    { zh: '使用微信最近一次推送的 ticket', en: 'use the ticket WeChat pushed last' },
  ),
  row(
    { code: 40094, errmsg: 'invalid component credential', literal: 'logged', class: 'config', source: wxJava },
    { zh: '不合法的第三方平台凭证', en: 'invalid credential of the platform' },
    {
      zh: 'component_appid 与 component_access_token 不是一对',
      en: 'component_appid and component_access_token do not match',
    },
    { zh: '核对平台的 appid 与凭证', en: 'check the appid and the token of the platform' },
  ),
  row(
    { code: 41018, errmsg: 'missing component_appid', literal: 'logged', class: 'config', source: gateway },
    { zh: '缺少 component_appid', en: 'component_appid is missing' },
    { zh: '参数没有传，或值为空', en: 'the parameter was not sent, or is empty' },
    { zh: '带上第三方平台的 appid', en: 'send the appid of the platform' },
  ),
  row(
    { code: 41021, errmsg: 'missing component_access_token', literal: 'listed', class: 'config', source: wxJava },
    { zh: '缺少 component_access_token', en: 'component_access_token is missing' },
    { zh: '参数没有传，或值为空', en: 'the parameter was not sent, or is empty' },
    { zh: '带上平台自己的 component_access_token', en: 'send the token of the platform itself' },
  ),
  row(
    { code: 42006, errmsg: 'component_access_token expired', literal: 'listed', class: 'config', source: wxJava },
    { zh: 'component_access_token 超时', en: 'the component_access_token has expired' },
    { zh: '平台没有按时更新自己的 token', en: 'the platform did not renew its token in time' },
    { zh: '重新获取 component_access_token；用户无需重新授权', en: 'get a new one; the user need not authorize again' },
  ),
  row(
    { code: 61000, errmsg: 'invalid component type', literal: 'listed', class: 'config', source: wxJava },
    { zh: '无效的第三方类型', en: 'invalid kind of third-party platform' },
    { zh: 'component_appid 不是第三方平台的 appid', en: 'component_appid is not that of a platform' },
    { zh: '填写第三方平台的 appid', en: 'use the appid of the platform' },
  ),
  row(
    {
      code: 61003,
      errmsg: 'component is not authorized by this account',
      literal: 'logged',
      class: 'permission',
      source: csdn,
    },
    { zh: '帐号未授权', en: 'the account has not authorized the platform' },
    { zh: '公众号从未授权，或已取消授权', en: 'the account never authorized the platform, or no longer does' },
    { zh: '让公众号管理员重新授权给平台', en: 'let the administrator of the account authorize the platform again' },
  ),
  row(
    {
      code: 61004,
      errmsg: 'access clientip is not registered, not in ip-white-list',
      literal: 'logged',
      class: 'config',
      source: gateway,
    },
    { zh: '调用方的 IP 没有登记在白名单', en: 'the calling IP is not in the whitelist' },
    { zh: '平台服务器的出口 IP 没有登记', en: 'the egress address of the platform is not registered' },
    { zh: '把出口 IP 加入平台的白名单', en: 'add it to the whitelist of the platform' },
  ),
  row(
    { code: 61005, errmsg: 'component ticket is expired', literal: 'logged', class: 'config', source: csdn },
    { zh: 'ticket 已过期', en: 'the ticket has expired' },
    { zh: '没有收到或没有保存最近推送的 ticket', en: 'the ticket WeChat pushed last was not received or stored' },
    { zh: '修好接收推送的地址，等下一次推送', en: 'mend the address of the push and wait for the next' },
  ),
  row(
    {
      code: 61006,
      errmsg: 'component ticket is invalid',
      literal: 'logged',
      class: 'config',
      source: community('github.com/binarywang/WxJava/issues/2968'),
    },
    { zh: '无效 ticket', en: 'invalid ticket' },
    { zh: 'ticket 为空或写错', en: 'the ticket is empty or wrong' },
    { zh: '使用微信最近一次推送的 ticket', en: 'use the ticket WeChat pushed last' },
  ),
  row(
    {
      code: 61007,
      errmsg: 'api is unauthorized to component',
      literal: 'logged',
      class: 'permission',
      source: official('developers.weixin.qq.com/doc/oplatform/developers/troubleshooting'),
    },
    { zh: '接口未授权给第三方平台', en: 'the interface is not authorized to the platform' },
    { zh: '公众号没有把相应的权限集授权给平台', en: 'the account did not grant the permission set' },
    { zh: '让公众号管理员补充授权该权限集', en: 'let the administrator grant that permission set' },
  ),
  row(
    {
      code: 61014,
      errmsg: 'must use component token for component api',
      literal: 'listed',
      class: 'config',
      source: globalList,
    },
    { zh: '必须使用 component 接口的 token', en: 'this interface needs the token of the platform' },
    { zh: '传了公众号的 access_token', en: 'the token of the account was sent' },
    { zh: '改用 component_access_token', en: 'use the component_access_token' },
  ),
  row(
    { code: 61023, errmsg: 'refresh_token is invalid', literal: 'logged', class: 'permission', source: csdn },
    { zh: 'refresh_token 无效', en: 'the refresh_token is invalid' },
    {
      zh: '公众号的 authorizer_refresh_token 为空、写错或已失效',
      en: "the account's authorizer_refresh_token is wrong or dead",
    },
    { zh: '让公众号管理员重新授权给平台', en: 'let the administrator of the account authorize the platform again' },
  ),
]
