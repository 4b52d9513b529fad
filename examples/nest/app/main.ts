// WeChat login in a Nest site. Run it against WeChat, or against `npx weauth` with WECHAT_HOST=http://localhost:18080:
//   PORT=3000 WECHAT_APPID=wx… WECHAT_SECRET=… LOGIN_KEY=$(openssl rand -base64 32) node dist/main.js

import 'reflect-metadata'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { HomeController, WechatController } from './wechat.controller.js'

@Module({ controllers: [HomeController, WechatController] })
class SiteModule {}

const { PORT = '3000', ORIGIN = `http://127.0.0.1:${PORT}` } = process.env
// The first line that this program writes is its address.
const site = await NestFactory.create(SiteModule, { logger: ['error', 'warn'] })
await site.listen(Number(PORT), '127.0.0.1')
console.log(ORIGIN)
