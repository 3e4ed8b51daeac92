import { readFileSync } from 'node:fs'
import type { HeadEndOptions } from '@ferraris/head-end'
import type { Command } from 'commander'
import { InputError } from '../errors.ts'
import { parsePort } from '../option-values.ts'

type PushPlace = NonNullable<HeadEndOptions['pushes']>[number]

/** Where meters may push and call in, as a person says it. */
export interface PushFlags {
  readonly pushPort?: number
  readonly push?: readonly string[]
  readonly pushCa?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
}

export function pushOptions(command: Command): Command {
  return command
    .option('--push-port <port>', 'let meters push and call in here by TCP, on 127.0.0.1', parsePort)
    .option(
      '--push <place>',
      'where else, again for each: tcp://0.0.0.0:4059, udp://0.0.0.0:4059, tls://0.0.0.0:4060',
      (place: string, before: readonly string[] = []) => [...before, place],
    )
    .option('--push-ca <file>', 'authority that signs the certificates of meters that push over TLS, PEM')
}

/** The same as the head-end takes it. Throws InputError. */
export function pushPlaces(flags: PushFlags): PushPlace[] {
  const { pushPort, push = [], pushCa } = flags
  const places = push.map(text => placeOf(text, flags))
  if (pushCa !== undefined && places.every(({ tls }) => tls === undefined))
    throw new InputError(
      '--push-ca',
      'is of places with TLS',
      'give --push tls://0.0.0.0:4060, or leave it out',
    )
  return [
    ...(pushPort === undefined ? [] : [{ medium: 'tcp' as const, host: '127.0.0.1', port: pushPort }]),
    ...places,
  ]
}

function placeOf(text: string, flags: PushFlags): PushPlace {
  const [, medium, host = '', port] =
    /^(tcp|udp|tls):\/\/(\[[0-9a-fA-F:.]+\]|[^:/[\]]+):(\d{1,5})\/?$/.exec(text) ?? []
  if (medium === undefined || Number(port) > 65_535)
    throw new InputError(
      '--push',
      `${JSON.stringify(text)} is no place`,
      'write for example tcp://0.0.0.0:4059, udp://[::]:4059 or tls://0.0.0.0:4060',
    )
  const place = { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) }
  if (medium !== 'tls') return { medium: medium as 'tcp' | 'udp', ...place }
  return { medium: 'tcp', ...place, tls: identityOf(flags) }
}

/** The certificate of the console serves here, too. */
function identityOf({ tlsCert, tlsKey, pushCa }: PushFlags): NonNullable<PushPlace['tls']> {
  if (tlsCert === undefined || tlsKey === undefined)
    throw new InputError('--push', 'with tls:// needs a certificate', 'give --tls-cert and --tls-key')
  return {
    cert: read(tlsCert, '--tls-cert'),
    key: read(tlsKey, '--tls-key'),
    ...(pushCa !== undefined && { ca: read(pushCa, '--push-ca') }),
  }
}

function read(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new InputError(option, `${file} cannot be read (${code})`, 'check its name and your rights', {
      cause: error,
    })
  }
}
