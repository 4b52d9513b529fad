import type { Source } from './source.ts'
import { assumed } from './source.ts'
import type { Lang } from './userinfo-values.ts'

const region = (zh_CN: string, zh_TW: string, en: string): Readonly<Record<Lang, string>> => ({ zh_CN, zh_TW, en })

/** Why the names below are what they are. */
export const regionSource: Source = assumed(
  'the document says only that lang chooses the language of a region; short names as in the region picker of WeChat',
)

/** The provinces of China in the three languages of `lang`: municipalities, provinces, autonomous and special regions. */
export const regions: readonly Readonly<Record<Lang, string>>[] = [
  region('北京', '北京', 'Beijing'),
  region('天津', '天津', 'Tianjin'),
  region('上海', '上海', 'Shanghai'),
  region('重庆', '重慶', 'Chongqing'),
  region('河北', '河北', 'Hebei'),
  region('山西', '山西', 'Shanxi'),
  region('辽宁', '遼寧', 'Liaoning'),
  region('吉林', '吉林', 'Jilin'),
  region('黑龙江', '黑龍江', 'Heilongjiang'),
  region('江苏', '江蘇', 'Jiangsu'),
  region('浙江', '浙江', 'Zhejiang'),
  region('安徽', '安徽', 'Anhui'),
  region('福建', '福建', 'Fujian'),
  region('江西', '江西', 'Jiangxi'),
  region('山东', '山東', 'Shandong'),
  region('河南', '河南', 'Henan'),
  region('湖北', '湖北', 'Hubei'),
  region('湖南', '湖南', 'Hunan'),
  region('广东', '廣東', 'Guangdong'),
  region('海南', '海南', 'Hainan'),
  region('四川', '四川', 'Sichuan'),
  region('贵州', '貴州', 'Guizhou'),
  region('云南', '雲南', 'Yunnan'),
  region('陕西', '陝西', 'Shaanxi'),
  region('甘肃', '甘肅', 'Gansu'),
  region('青海', '青海', 'Qinghai'),
  region('台湾', '台灣', 'Taiwan'),
  region('内蒙古', '內蒙古', 'Inner Mongolia'),
  region('广西', '廣西', 'Guangxi'),
  region('西藏', '西藏', 'Tibet'),
  region('宁夏', '寧夏', 'Ningxia'),
  region('新疆', '新疆', 'Xinjiang'),
  region('香港', '香港', 'Hong Kong'),
  region('澳门', '澳門', 'Macao'),
]

const byName = new Map(regions.flatMap((each) => Object.values(each).map((name) => [name, each])))

/**
 * A province in another language, given in any of the three; a name that is not in {@link regions} comes back unchanged.
 *
 * @example
 * regionName('广东', 'en') // 'Guangdong'
 */
export const regionName = (name: string, lang: Lang): string => byName.get(name)?.[lang] ?? name
