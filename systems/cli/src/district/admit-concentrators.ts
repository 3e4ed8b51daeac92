import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defined } from '@ferraris/bytes'
import { type ConcentratorOnTheMap, credentialsFile } from '@ferraris/district'
import type { HeadEnd } from '@ferraris/head-end'
import { acaOf } from '@ferraris/meter'
import { InputError } from '../errors.ts'

/**
 * Enrols the concentrators of a district, and gives what each signs in with. Credentials are made once and kept in the
 * data folder, for their owner only; a head-end that has lost them, or another one, is told them again.
 */
export async function admitConcentrators(
  headEnd: Pick<HeadEnd, 'admitConcentrator'>,
  concentrators: readonly ConcentratorOnTheMap[],
  data: string,
): Promise<Record<string, string>> {
  const file = join(data, credentialsFile)
  const credentials = readCredentials(file)
  const missing = concentrators.filter(({ name }) => credentials[name] === undefined)
  for (const { name } of missing) credentials[name] = `g2_${randomBytes(24).toString('base64url')}`
  if (missing.length > 0) {
    writeFileSync(`${file}.next`, `${JSON.stringify(credentials, null, 1)}\n`, { mode: 0o600, flush: true })
    renameSync(`${file}.next`, file)
  }
  for (const { name, substation, balanceMeter } of concentrators) {
    const enrolment = { id: name, substation, balanceMeter: acaOf(balanceMeter) }
    await headEnd.admitConcentrator(enrolment, defined(credentials[name], `the credential of ${name}`))
  }
  return credentials
}

function readCredentials(file: string): Record<string, string> {
  if (!existsSync(file)) return {}
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  } catch (cause) {
    throw new InputError('--data', `${file} is no JSON`, 'delete it: new credentials are made', { cause })
  }
}
