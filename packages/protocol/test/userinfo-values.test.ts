import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLang, headimgPixels, headimgSizes, langs, regionName, regions, sexes } from '@weauth/protocol'

test('The languages are those of the document, Simplified Chinese first', () => {
  assert.deepEqual([...langs], ['zh_CN', 'zh_TW', 'en'])
  assert.equal(defaultLang, 'zh_CN')
})

test('Size 0 of a picture is 640 pixels wide, every other as many as it says', () => {
  assert.deepEqual(headimgSizes.map(headimgPixels), [640, 46, 64, 96, 132])
})

test('Sex is 1 for male, 2 for female and 0 when unknown', () => {
  assert.deepEqual(sexes, { unknown: 0, male: 1, female: 2 })
})

test('All 34 provinces are there, each name once per language and in its script', () => {
  assert.equal(regions.length, 34)
  for (const lang of langs) assert.equal(new Set(regions.map((region) => region[lang])).size, 34, lang)
  for (const region of regions) {
    assert.match(region.zh_CN, /^\p{Script=Han}{2,3}$/u)
    assert.match(region.zh_TW, /^\p{Script=Han}{2,3}$/u)
    assert.equal(region.zh_TW.length, region.zh_CN.length)
    assert.match(region.en, /^[A-Z][a-z]+(?: [A-Z][a-z]+)?$/)
  }
})

test('Traditional names hold no simplified character, and simplified names no traditional one', () => {
  const simplified = /[东广苏云贵陕肃宁龙辽庆门湾内]/
  const traditional = /[東廣蘇雲貴陝肅寧龍遼慶門灣內]/
  for (const { zh_CN, zh_TW } of regions) {
    assert.doesNotMatch(zh_TW, simplified)
    assert.doesNotMatch(zh_CN, traditional)
  }
})

test('A province goes from any of the three languages into any other', () => {
  for (const region of regions) {
    for (const from of langs) for (const to of langs) assert.equal(regionName(region[from], to), region[to])
  }
  assert.equal(regionName('广东', 'en'), 'Guangdong')
  assert.equal(regionName('Inner Mongolia', 'zh_TW'), '內蒙古')
  assert.equal(regionName('陝西', 'en'), 'Shaanxi')
  assert.equal(regionName('山西', 'en'), 'Shanxi')
})

test('A name that is no province of China comes back unchanged', () => {
  for (const name of ['', 'PROVINCE', '加利福尼亚', 'toString']) assert.equal(regionName(name, 'en'), name)
})
