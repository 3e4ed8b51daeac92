import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Accounts } from './accounts.ts'
import { readablePassword } from './secret.ts'

export interface FirstSignIn {
  readonly username: string
  readonly password: string
  readonly file: string
}

/**
 * Makes the account `admin` with a random password when there is no account at all, and leaves both in `sign-in.txt`
 * (mode 0600) in the data folder. Gives null when an account exists already.
 */
export async function makeFirstAdministrator(
  accounts: Accounts,
  folder: string,
): Promise<FirstSignIn | null> {
  if (await accounts.any()) return null
  const signIn = { username: 'admin', password: readablePassword(), file: join(folder, 'sign-in.txt') }
  // File first: a crash in between leaves a password without an account, and the next start makes both anew.
  await writeFile(`${signIn.file}.new`, text(signIn), { mode: 0o600 })
  await rename(`${signIn.file}.new`, signIn.file)
  if (await accounts.create(signIn.username, signIn.password, 'administrator')) return signIn
  await rm(signIn.file)
  return null
}

function text({ username, password }: FirstSignIn): string {
  return `The first sign-in to the head-end. Valid until the password is changed.\n\nusername: ${username}\npassword: ${password}\n`
}
