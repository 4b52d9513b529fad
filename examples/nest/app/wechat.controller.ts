import { All, Controller, Get, Next, Req, Res } from '@nestjs/common'
import type { NextFunction, Request, Response } from 'express'
import { userOf, wechat } from './wechat.js'

@Controller('wechat')
export class WechatController {
  // @Res() leaves the answer to the door. @All, so that a HEAD or a POST gets its 405 and spends no code.
  @All('login')
  login(@Req() request: Request, @Res() response: Response, @Next() next: NextFunction): Promise<void> {
    return wechat.start(request, response, next)
  }

  @All('callback')
  callback(@Req() request: Request, @Res() response: Response, @Next() next: NextFunction): Promise<void> {
    return wechat.callback(request, response, next)
  }
}

@Controller()
export class HomeController {
  @Get()
  home(@Req() request: Request, @Res() response: Response): void {
    const user = userOf(request)
    if (!user) return response.redirect('/wechat/login')
    // Text, not HTML: a nickname is whatever its user likes.
    response.setHeader('cache-control', 'no-store')
    response.type('text/plain').send(`你好，${user.name}\n${user.account}\n`)
  }
}
