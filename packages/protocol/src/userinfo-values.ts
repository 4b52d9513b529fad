import type { Source } from './source.ts'
import { official, seed } from './source.ts'

/** The languages `lang` may ask for. */
export const langs = ['zh_CN', 'zh_TW', 'en'] as const
/** One of {@link langs}. */
export type Lang = (typeof langs)[number]
/** What is meant without `lang`. */
export const defaultLang: Lang = 'zh_CN'

/** The values of `sex`. */
export const sexes = { unknown: 0, male: 1, female: 2 } as const
/** One of {@link sexes}. */
export type Sex = (typeof sexes)[keyof typeof sexes]

/** The sizes in which a picture is kept: the last segment of `headimgurl`. */
export const headimgSizes = [0, 46, 64, 96, 132] as const
/** One of {@link headimgSizes}. */
export type HeadimgSize = (typeof headimgSizes)[number]
/** The edge of the square picture of a size, in pixels. */
export const headimgPixels = (size: HeadimgSize): number => (size === 0 ? 640 : size)

/** Where these values are said. */
export const userinfoSources: Readonly<Record<'lang' | 'defaultLang' | 'sex' | 'headimgurl', Source>> = {
  lang: seed('返回国家地区语言版本,zh_CN 简体,zh_TW 繁体,en 英语'),
  defaultLang: official(
    'developers.weixin.qq.com/doc/subscription/api/usermanage/userinfo/api_batchuserinfo',
    '默认为zh-CN',
  ),
  sex: seed('用户的性别,值为1时是男性,值为2时是女性,值为0时是未知'),
  headimgurl: seed(
    '用户头像,最后一个数值代表正方形头像大小(有0、46、64、96、132数值可选,0代表640*640正方形头像),用户没有头像时该项为空。',
  ),
}
