import { instant, query, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'

export const sha256 = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: 'SHA-256 of the image, 64 hex digits in small letters.',
})

const version = Type.String({
  pattern: '^[\\x21-\\x7e]{1,32}$',
  description: 'What a meter calls its firmware once it runs the image (1 to 32 visible ASCII characters).',
  examples: ['2.0.1'],
})

export const firmwareImage = resource(
  'FirmwareImage',
  {
    sha256,
    version,
    size: Type.Integer({ description: 'Octets.' }),
    uploadedAt: instant('When it was uploaded.'),
    uploadedBy: Type.String(),
  },
  'An image of firmware for meters on power lines.',
)
export type FirmwareImage = Static<typeof firmwareImage>

export const imageParams = Type.Object({ sha256 })
export const imageQuery = query({ version })
export const imageList = wholeList(firmwareImage, 'All images, the newest first.')

export const firmwareResources = [firmwareImage]
