import type { ReactNode } from 'react'

/** The frame of every page. */
export default function Layout({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <html lang="zh">
      <body>{children}</body>
    </html>
  )
}
