import { instant, nullable, nullableInstant, pageQuery, query, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { serial } from '../../inventory/identifiers.ts'
import { fileKinds } from './file-kinds.ts'

export const fileStates = ['test', 'approved', 'available', 'withdrawn'] as const
export type FileState = (typeof fileStates)[number]

export const sha256 = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: 'SHA-256 of the content, 64 hex digits in small letters.',
})

export const fileVersion = Type.String({
  pattern: '^[\\x21-\\x7e]{1,32}$',
  description:
    'Of firmware, what a meter calls itself once it runs the image (1 to 32 visible ASCII characters).',
  examples: ['2.0.1'],
})

/** Neither a path nor hidden: it stands in lists and in the names of downloads. */
const fileName = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9 ._()+-]{0,99}$',
  description:
    'Letters, digits, space, dot, dash, underscore, plus and brackets, at most 100; not a path, and no dot in front.',
  examples: ['tariff-2027.json'],
})

const modelPattern = '[A-Za-z0-9][A-Za-z0-9 ._/()+-]{0,62}\\*?'

export const vendorKeyName = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: 'Name of a key of a vendor: letters, digits, dot, dash, underscore; at most 64.',
  examples: ['acme-2026'],
})

const algorithm = Type.Enum(['ed25519', 'ecdsa-p256'], {
  description: 'Ed25519 (RFC 8032), or ECDSA on P-256 with SHA-256.',
})
export type SignatureAlgorithm = Static<typeof algorithm>

function deed(what: string) {
  return nullable('string', { description: `Who ${what}; null when it was not done.` })
}

export const deviceFile = resource(
  'DeviceFile',
  {
    sha256,
    kind: Type.Enum([...fileKinds], {
      description:
        'configuration: attributes and programmes, JSON; template: a meter as it was read; table: rows for a custom table; firmware: an image.',
    }),
    name: fileName,
    version: fileVersion,
    models: Type.Array(Type.String(), {
      description:
        'Models that it is for, as meters name themselves; a star at the end stands for any rest. Empty: any model.',
    }),
    legal: Type.Boolean({
      description: 'Firmware of the legally relevant part: an order needs two persons.',
    }),
    size: Type.Integer({ description: 'Octets.' }),
    vendorKey: nullable('string', {
      description: 'The key that signed it; null for an image without signature.',
    }),
    state: Type.Enum([...fileStates], {
      description:
        'test: for meters of the test group; approved: by another person; available: for orders; withdrawn: for none any more.',
    }),
    uploadedAt: instant('When it was uploaded.'),
    uploadedBy: Type.String(),
    approvedAt: nullableInstant('When it was approved.'),
    approvedBy: deed('approved it'),
    availableAt: nullableInstant('When it was made available.'),
    availableBy: deed('made it available'),
    withdrawnAt: nullableInstant('When it was withdrawn.'),
    withdrawnBy: deed('withdrew it'),
    reason: nullable('string', { description: 'Why it was withdrawn.' }),
  },
  'A file for meters: a configuration, a template, a table, or an image of firmware.',
)
export type DeviceFile = Static<typeof deviceFile>

export const fileUpload = query({
  kind: Type.Enum([...fileKinds]),
  name: fileName,
  version: fileVersion,
  models: Type.String({
    pattern: `^${modelPattern}(,${modelPattern}){0,19}$`,
    description:
      'Models that it is for, 1 to 20, with commas between; a star at the end stands for any rest.',
    examples: ['FERRARIS-1P*,FERRARIS-3P'],
  }),
  legal: Type.Optional(Type.Boolean({ description: 'Firmware of the legally relevant part.' })),
  sha256,
  key: Type.Optional(vendorKeyName),
  signature: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9_-]{80,200}={0,2}$',
      description:
        'Signature by that key over kind, version, models, legal part and SHA-256, base64url: Ed25519, or ECDSA as r and s or in DER. `ferraris file sign` makes it.',
    }),
  ),
})
export type FileUpload = Static<typeof fileUpload>

export const fileParams = Type.Object({ sha256 })

export const fileQuery = query({
  kind: Type.Optional(Type.Enum([...fileKinds])),
  state: Type.Optional(Type.Enum([...fileStates])),
  model: Type.Optional(Type.String({ maxLength: 64, description: 'Only files for this model of meter.' })),
  ...pageQuery,
})
export type FileFilter = Static<typeof fileQuery>

export const withdrawal = resource(
  'FileWithdrawal',
  { reason: Type.String({ minLength: 1, maxLength: 500 }) },
  'Why a file must not be used any more.',
)

export const vendorKey = resource(
  'VendorKey',
  {
    name: vendorKeyName,
    vendor: Type.String({ description: 'Account or token that may upload what it signs.' }),
    algorithm,
    publicKey: Type.String({ description: 'SubjectPublicKeyInfo, PEM.' }),
    registeredAt: instant('When it was registered.'),
    registeredBy: Type.String(),
    revokedAt: nullableInstant('Since when nothing that it signed is used any more.'),
    revokedBy: deed('revoked it'),
  },
  'A public key by which files of a vendor are known.',
)
export type VendorKey = Static<typeof vendorKey>

export const newVendorKey = resource(
  'NewVendorKey',
  {
    name: vendorKeyName,
    vendor: Type.String({ minLength: 1, maxLength: 64, description: 'Account or token that uploads.' }),
    publicKey: Type.String({
      minLength: 50,
      maxLength: 1000,
      description: 'Public key in PEM (SubjectPublicKeyInfo): Ed25519, or ECDSA on P-256.',
    }),
  },
  'A public key to register.',
)
export type NewVendorKey = Static<typeof newVendorKey>

export const vendorKeyParams = Type.Object({ name: vendorKeyName })
export const vendorKeyList = wholeList(vendorKey, 'Keys, those of the own files for a vendor.')

export const testMeter = resource(
  'TestMeter',
  { endDevice: serial, since: instant('Since when.'), by: Type.String() },
  'A meter of the test group: it may have files that are in test.',
)
export type TestMeter = Static<typeof testMeter>
export const testMeterList = wholeList(testMeter, 'The test group.')

export const firmwareImage = resource(
  'FirmwareImage',
  {
    sha256,
    version: fileVersion,
    size: Type.Integer({ description: 'Octets.' }),
    uploadedAt: instant('When it was uploaded.'),
    uploadedBy: Type.String(),
  },
  'An image of firmware for meters, as one of the files.',
)
export type FirmwareImage = Static<typeof firmwareImage>

export const imageQuery = query({ version: fileVersion })
export const imageList = wholeList(firmwareImage, 'All images, the newest first.')

export const fileResources = [deviceFile, withdrawal, vendorKey, newVendorKey, testMeter, firmwareImage]
