import type { ApiRule } from './rule.ts'
import { openCodes, rule } from './rule.ts'
import type { Source } from '../source.ts'
import { assumed, code as sourceCode } from '../source.ts'

// The rules about what a user did since: withdrew the consent, changed the password, or may not use WeChat any more.

const again = { zh: '让用户重新授权', en: 'let the user authorize again' }

const consent = (id: string, errcode: number, source: Source): ApiRule =>
  rule(id, source, (_, { accessToken, refreshToken }) =>
    accessToken === 'revoked' || refreshToken === 'revoked'
      ? {
          verdict: errcode,
          given: '(the user withdrew the consent 用户撤回了授权)',
          expected: '(a consent)',
          hint: { zh: `${again.zh}，并删除其信息`, en: `${again.en}, and delete what you keep of them` },
        }
      : undefined,
  )

/** The user has not withdrawn the consent that a token rests on. That a refresh is answered like userinfo is assumed. */
export const consentStands: ApiRule = consent('consent-stands', 50001, openCodes('user unauthorized'))

/** The same where only the validity of a token is asked. */
export const tokenStands: ApiRule = consent(
  'token-stands',
  40001,
  sourceCode(
    'chanxuehong/wechat: of /sns/auth it takes 40001, 40003, 40014 and 42001 for «not valid», all else for a failure',
  ),
)

/** The user has not changed the password since. */
export const passwordStands: ApiRule = rule(
  'password-stands',
  openCodes('用户修改微信密码，accesstoken 和 refreshtoken 失效，需要重新授权'),
  (_, { accessToken, refreshToken }) =>
    accessToken === 'reset' || refreshToken === 'reset'
      ? {
          verdict: 42007,
          given: '(the user changed the password 用户修改了密码)',
          expected: '(the same password)',
          hint: again,
        }
      : undefined,
)

/** The user has neither withdrawn the consent nor changed the password since the code was issued. */
export const codeStands: ApiRule = rule(
  'code-stands',
  assumed(
    'nothing says what becomes of a code that is under way when its user ends what it stands for: it is no valid one',
  ),
  (_, { code }) =>
    code === 'revoked' || code === 'reset'
      ? { verdict: 40029, given: `(${code})`, expected: '(a consent that stands)', hint: again }
      : undefined,
)

/** The user may use WeChat. */
export const userUsable: ApiRule = rule('user-not-limited', openCodes('user limited'), (_, { userLimited }) =>
  userLimited === true
    ? {
        verdict: 50002,
        given: 'limited',
        expected: 'not limited',
        hint: { zh: '用户违规、被冻结或已注销', en: 'the user is restricted, frozen or gone' },
      }
    : undefined,
)
