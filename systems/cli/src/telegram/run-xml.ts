import { text } from 'node:stream/consumers'
import { DecodeError, fromHex, toHex } from '@ferraris/bytes'
import { apduFromXml, apduToXml } from '@ferraris/dlms/xml'
import { InputError } from '../errors.ts'
import { show } from '../terminal/say.ts'
import { readNamed, readTelegram } from './input.ts'

export async function toXml(hex: readonly string[], { json }: { json?: boolean }): Promise<void> {
  const octets = fromHex(await readTelegram(hex))
  try {
    const xml = apduToXml(octets)
    show(json, { xml }, () => xml)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw new InputError(
      'hex',
      error.message,
      'give one whole APDU without frame; telegram explain shows what it is',
      {
        cause: error,
      },
    )
  }
}

export async function fromXml(file: string, { json }: { json?: boolean }): Promise<void> {
  const xml = file === '-' ? await text(process.stdin) : await readNamed(file, 'file')
  const hex = toHex(apduFromXml(xml))
  show(json, { hex }, () => hex)
}
