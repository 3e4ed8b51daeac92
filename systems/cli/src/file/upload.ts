import { basename } from 'node:path'
import { InputError } from '../errors.ts'
import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { type DeviceFile, showOne } from './files.ts'
import { contentOf, type Described, signatureOf, signedFile } from './sign.ts'

interface UploadOptions extends Described, AskOptions {
  readonly key: string
  readonly signWith?: string
  readonly signature?: string
  readonly name?: string
}

/** `file upload`. */
export async function upload(path: string, options: UploadOptions): Promise<void> {
  const { headEnd, key, signWith, signature, json, name = basename(path) } = options
  const content = contentOf(path)
  const { kind, version, models, legal, sha256 } = signedFile(content, options)
  const signed =
    signWith === undefined ? signature : signatureOf({ kind, version, models, legal, sha256 }, signWith)
  if (signed === undefined)
    throw new InputError('--sign-with', 'is missing', 'name the secret key, or give a --signature')
  const query = new URLSearchParams({
    kind,
    name,
    version,
    models: models.join(','),
    sha256,
    key,
    signature: signed,
    ...(legal && { legal: 'true' }),
  })
  const file = await new HeadEndDoor(headEnd).post(`/files?${query}`, content, `file ${name}`)
  showOne(json, file as DeviceFile)
}
