import { type Data, fromVectorForm, type Obis } from '@ferraris/cosem'
import { ValueError } from '@ferraris/cosem/values'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { ClientError } from '../../client-error.ts'
import { objectName as wholeName } from '../../objects/object-name.ts'
import { objectName } from '../forms/names.ts'
import { type Action, actionForm } from '../sequence.ts'

/** Octets of a file, and what it may hold. */
const longest = 1_000_000
const mostSettings = 1000
const mostActions = 20

const setting = Type.Object(
  {
    object: objectName('Object', 'Name of the object.'),
    class: Type.Integer({ title: 'Class', description: 'Its interface class.', minimum: 0, maximum: 65_535 }),
    attribute: Type.Integer({
      title: 'Attribute',
      description: 'Its number in the class.',
      minimum: 1,
      maximum: 127,
    }),
    value: Type.Unknown({
      title: 'Value',
      description: '{ "t": type, "v": value }, as `ferraris telegram explain --json` writes values.',
    }),
  },
  { additionalProperties: false },
)

/**
 * A configuration of meters as a file, JSON: attributes with their values, then programmes such as a tariff calendar. What it says
 * is compared with the meter first; only what differs is written.
 */
export const configurationFile = Type.Object(
  {
    format: Type.Literal('ferraris-configuration/1', { title: 'Format' }),
    version: Type.String({
      title: 'Version',
      description: 'Of this configuration.',
      minLength: 1,
      maxLength: 64,
    }),
    models: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
      title: 'Models',
      description: 'For which meters it was made.',
      maxItems: 100,
    }),
    settings: Type.Optional(Type.Array(setting, { title: 'Settings', maxItems: mostSettings })),
    actions: Type.Optional(Type.Array(actionForm, { title: 'Programmes', maxItems: mostActions })),
  },
  { $id: 'ConfigurationFile', additionalProperties: false },
)

export interface ConfigurationSetting {
  readonly classId: number
  readonly obis: Obis
  readonly attribute: number
  readonly value: Data
}

export interface Configuration {
  readonly format: 'ferraris-configuration/1'
  readonly version: string
  readonly models: readonly string[]
  readonly settings: readonly ConfigurationSetting[]
  readonly actions: readonly Action[]
}

/** Reads a configuration file. Throws ClientError `configuration-wrong` with the path of what does not fit. */
export function readConfiguration(octets: Uint8Array): Configuration {
  if (octets.length > longest) throw wrong('', `it is longer than ${longest} octets`)
  const document = jsonOf(octets)
  if (!Value.Check(configurationFile, document)) {
    const [first] = Value.Errors(configurationFile, document)
    throw wrong(first?.instancePath ?? '', first?.message ?? 'it does not fit')
  }
  const { settings = [], actions = [], ...head }: Static<typeof configurationFile> = document
  return { ...head, settings: settings.map(settingOf), actions }
}

function settingOf(
  { object, class: classId, attribute, value }: Static<typeof setting>,
  i: number,
): ConfigurationSetting {
  try {
    return { classId, obis: wholeName(object), attribute, value: fromVectorForm(value) }
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    throw wrong(`/settings/${i}/value${error.path ?? ''}`, error.message, error)
  }
}

function jsonOf(octets: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets))
  } catch (error) {
    throw wrong('', 'it is no JSON in UTF-8', error)
  }
}

function wrong(path: string, detail: string, cause?: unknown): ClientError {
  return new ClientError('configuration-wrong', `configuration${path}`, detail, { cause })
}
