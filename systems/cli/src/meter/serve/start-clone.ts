import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type MeterImage, MeterImageError, parseMeterImage } from '@ferraris/cosem/meter-image'
import { type CloneSetup, clonedMeter, Journal, logicalDevice } from '@ferraris/meter'
import { formatMeterUri } from '@ferraris/transport'
import { InputError } from '../../errors.ts'
import { parseKeyRing } from '../../keys/key-file.ts'
import { stopSignal } from '../../stop-signal.ts'
import { say, show } from '../../terminal/say.ts'
import { style } from '../../terminal/style.ts'
import { publicClient } from '../open/clients.ts'
import { type ServeOptions, serveMeter } from './serve.ts'

interface StartCloneOptions extends ServeOptions {
  readonly image: string
  readonly data: string
  readonly keys?: string
  readonly timeZone: string
  readonly json?: boolean
}

/** `meter start --image FILE`: serves what a meter once showed, until it is stopped. */
export async function startClone(options: StartCloneOptions): Promise<void> {
  const image = readImage(options.image)
  const secret = secretOf(image, options.keys)
  mkdirSync(options.data, { recursive: true })
  const journal = Journal.open(join(options.data, 'clone.journal'))
  const settings = clonedMeter({
    image,
    ...secret,
    timeZone: options.timeZone,
    memory: journal.of(image.deviceName),
    now: () => Date.now(),
  })
  const served = await serveMeter(
    {
      server: logicalDevice,
      settings,
      onFailure: error => console.error(`the clone could not answer: ${String(error)}`),
    },
    options,
  ).catch(error => {
    journal.close()
    throw error
  })
  const auth = secret.keys !== undefined ? 'gmac' : secret.password !== undefined ? 'low' : 'none'
  const uri = formatMeterUri({ ...served.place, client: image.client, auth })
  const publicUri = formatMeterUri({ ...served.place, client: publicClient, auth: 'none' })
  const { deviceName, objects } = image
  show(options.json, { deviceName, objects: objects.length, uri, publicUri }, () => uri)
  say(
    [
      `${style.success('●')} ${style.strong(deviceName)} as it was on ${new Date(image.readAt).toISOString().slice(0, 16)}Z: ${objects.length} objects`,
      ...(auth === 'none'
        ? [style.quiet('  No keys were given: it answers every client without authentication.')]
        : []),
      style.quiet('  Ctrl-C stops it.'),
    ].join('\n'),
  )
  await stopSignal()
  await served.close()
  journal.close()
}

function readImage(file: string): MeterImage {
  try {
    return parseMeterImage(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof MeterImageError) {
      throw new InputError(
        '--image',
        `${file}: ${error.message}`,
        'make one with ferraris meter objects --image',
        {
          cause: error,
        },
      )
    }
    const { code } = error as NodeJS.ErrnoException
    throw new InputError('--image', `${file} cannot be read (${code})`, 'check its name and your rights', {
      cause: error,
    })
  }
}

/** The keys or password with which the image's client will come; none where no key ring is given. */
function secretOf(
  { client, deviceName }: MeterImage,
  file: string | undefined,
): Pick<CloneSetup, 'keys' | 'password'> {
  if (file === undefined) return {}
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new InputError(
      '--keys',
      `${file} cannot be read (${code})`,
      'leave it out for a clone without keys',
      {
        cause: error,
      },
    )
  }
  const entry = parseKeyRing(text, file).find(({ client: of }) => (of ?? client) === client)
  const { keys, password } = entry?.secret ?? {}
  if (keys !== undefined) return { keys }
  if (password !== undefined) return { password }
  throw new InputError('--keys', `${file} has nothing for client ${client} of ${deviceName}`, 'add its keys')
}
