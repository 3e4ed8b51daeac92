import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { HeadEnd } from '@ferraris/head-end'

/** The account to sign in with. The password of the first start is shown once; later only where it was written down. */
export function signInLine(first: HeadEnd['firstSignIn'], data: string): string {
  if (first !== null) return `user ${first.username}, password ${first.password} (kept in ${first.file})`
  const file = join(data, 'sign-in.txt')
  return existsSync(file) ? `user admin, first password in ${file}` : 'with your account'
}
