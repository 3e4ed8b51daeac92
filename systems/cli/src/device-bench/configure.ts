import { fromHex } from '@ferraris/bytes'
import { gapOf, profiles } from '@ferraris/chain2'
import { readParameters, type SampleParameters } from '@ferraris/conformance'
import { type Data, data, type Obis } from '@ferraris/cosem'
import { wrapKey } from '@ferraris/dlms/security'
import { obisCodes } from '@ferraris/metering'
import { parseMeterUri } from '@ferraris/transport'
import { InputError } from '../errors.ts'
import { findSecret } from '../keys/find-secret.ts'
import { type ConnectOptions, partyOf, withMeter } from '../meter/open/open-meter.ts'
import { readText } from '../read-text.ts'
import { show } from '../terminal/say.ts'
import { chosenSample } from './sample.ts'

interface ConfigureOptions extends ConnectOptions {
  readonly parameters?: string
  readonly sample?: string
  readonly pod: string
  readonly profile: string
  /** W. */
  readonly contract: number
  /** Wh. */
  readonly threshold: number
  readonly production?: boolean
  readonly revoke?: boolean
  readonly json?: boolean
}

/** Attribute of class 1 that holds the value. */
const value = 2

/**
 * `customer-device configure`: a meter is told what to send, and to which sample, under the keys of the parameter file. The initial key is
 * the operating key, as in the campaign; all three go wrapped with the meter's master key.
 */
export async function configureMeter(uri: string, options: ConfigureOptions): Promise<void> {
  const party = { ...options, client: options.client ?? 'management' }
  if (options.revoke) {
    await writeTo(uri, party, [[obisCodes.customerDevice, data.nothing()]])
    return show(options.json, { revoked: true }, () => 'the meter sends to no device any more')
  }
  if (options.parameters === undefined)
    throw new InputError('--parameters', 'is missing', 'name the parameter file of the maker')
  const sample = chosenSample(readParameters(readText('--parameters', options.parameters)), options.sample)
  const master = await masterKey(uri, party)
  await writeTo(uri, party, [
    [obisCodes.customerSettings, settingsOf(options)],
    [obisCodes.customerDevice, associationOf(options, sample, master)],
  ])
  const told = { sample: sample.sample, profile: options.profile, pod: options.pod }
  show(options.json, told, () => `the meter sends to sample ${told.sample}, profile ${told.profile}`)
}

type Written = readonly [obis: Obis, value: Data]

/** In one association, one after the other: settings before keys. */
function writeTo(uri: string, options: ConnectOptions, writes: readonly Written[]): Promise<void> {
  return withMeter(uri, options, async ({ meter }) => {
    for (const [obis, written] of writes) await meter.write(obis, value, written)
  })
}

function settingsOf({ profile, contract, threshold }: ConfigureOptions): Data {
  const mask = Object.entries(profiles).find(([name]) => name === profile)?.[1]
  if (mask === undefined)
    throw new InputError(
      '--profile',
      `${profile} is not known`,
      `write one of ${Object.keys(profiles).join(', ')}`,
    )
  return data.structure(...[mask, gapOf(contract), threshold].map(data.doubleLongUnsigned))
}

function associationOf(
  { pod, production }: ConfigureOptions,
  { smitpAddress, operatingKey, authenticationKey }: SampleParameters,
  master: Uint8Array,
): Data {
  const keys = [operatingKey, operatingKey, authenticationKey].map(key => data.octets(wrapKey(master, key)))
  return data.structure(
    data.octets(fromHex(smitpAddress)),
    data.octets(Buffer.from(pod, 'latin1')),
    data.enumeration(production ? 1 : 0),
    ...keys,
  )
}

async function masterKey(uri: string, options: ConnectOptions): Promise<Uint8Array> {
  const { secret, source } = await findSecret(partyOf(parseMeterUri(uri), options.client), options)
  if (secret.kek !== undefined) return secret.kek
  throw new InputError(
    '--keys',
    `${source} has no master key (kek) of this meter`,
    'keys go to a meter wrapped with it',
  )
}
