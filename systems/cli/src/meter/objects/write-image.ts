import { writeFile } from 'node:fs/promises'
import { dumpMeter, readDeviceName } from '@ferraris/client'
import { formatMeterImage } from '@ferraris/cosem/meter-image'
import { InputError } from '../../errors.ts'
import { Progress } from '../../terminal/progress.ts'
import { say, show } from '../../terminal/say.ts'
import { type ConnectOptions, withMeter } from '../open/open-meter.ts'

export interface ImageOptions extends ConnectOptions {
  /** False: an image without the rows of profiles. */
  readonly profiles?: boolean
  readonly json?: boolean
}

/** `meter objects --image FILE`: everything that a client may read of a meter, in a file from which a clone starts. */
export async function writeImage(uri: string, file: string, options: ImageOptions): Promise<void> {
  const image = await withMeter(uri, options, async ({ uri: { client }, session }) => {
    const name = await readDeviceName(session)
    const bar = new Progress('objects')
    const image = await dumpMeter(session, {
      client,
      deviceName: name ?? '',
      now: Date.now(),
      withoutProfiles: options.profiles === false,
      onObject: (number, of) => bar.update(number, of),
    })
    bar.clear()
    return image
  })
  await writeFile(file, formatMeterImage(image)).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      '--image',
      `${file} cannot be written (${error.code})`,
      'check the folder and your rights',
      {
        cause: error,
      },
    )
  })
  show(options.json, { file, deviceName: image.deviceName, objects: image.objects.length }, () => {
    const { deviceName, objects } = image
    return `${objects.length} objects of ${deviceName} in ${file}`
  })
  say(`Start a meter that shows the same: npx ferraris meter start --image ${file}`)
}
