import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { currentUser } from './wechat.ts'

/** Greets who is logged in; anybody else is sent to log in. */
export default async function Page(): Promise<ReactNode> {
  const user = await currentUser()
  if (!user) redirect('/login')
  return <h1>{`你好，${user.name}`}</h1>
}
