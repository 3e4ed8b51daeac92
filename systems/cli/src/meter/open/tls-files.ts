import { readFileSync } from 'node:fs'
import type { TlsIdentity } from '@ferraris/transport'
import { InputError } from '../../errors.ts'

/** Files in PEM form, where a connection goes over TLS. */
export interface TlsOptions {
  readonly tlsCa?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
}

/** Our identity over TLS; undefined without options for it. Throws InputError. */
export function tlsIdentity(options: TlsOptions): Required<TlsIdentity> | undefined {
  const { tlsCa, tlsCert, tlsKey } = options
  if (tlsCa === undefined && tlsCert === undefined && tlsKey === undefined) return undefined
  return {
    ca: textOf('--tls-ca', tlsCa),
    cert: textOf('--tls-cert', tlsCert),
    key: textOf('--tls-key', tlsKey),
  }
}

function textOf(option: string, file: string | undefined): string {
  if (file === undefined) throw new InputError(option, 'is missing', 'both ends authenticate: give all three')
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause)
    throw new InputError(option, `${file} cannot be read (${reason})`, 'name a file in PEM form', { cause })
  }
}
