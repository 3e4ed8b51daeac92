import { type ApplianceRule, ruleDefaults } from '@ferraris/customer-device'
import type { BrokerPlace } from '@ferraris/transport'
import { InputError } from '../errors.ts'
import { readText } from '../read-text.ts'

/** Where a broker is; user and password come from the environment. */
export function brokerPlace(url: string, flag: string, ca: string | undefined): BrokerPlace {
  const { FERRARIS_MQTT_USERNAME: username, FERRARIS_MQTT_PASSWORD: password } = process.env
  return {
    url,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(ca !== undefined && { tls: { ca: readText(flag, ca) } }),
  }
}

export function tlsOf({
  tlsCert,
  tlsKey,
}: {
  tlsCert?: string
  tlsKey?: string
}): { cert: string; key: string } | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined
  if (tlsCert === undefined || tlsKey === undefined)
    throw new InputError('--tls-cert', 'and --tls-key belong together', 'give both')
  return { cert: readText('--tls-cert', tlsCert), key: readText('--tls-key', tlsKey) }
}

export function hostAndPort(text: string, flag: string): { host: string; port: number } {
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(text) ?? []
  if (host !== undefined && Number(port) <= 65535) return { host, port: Number(port) }
  throw new InputError(flag, `${text} is no address with a port`, 'write for example 127.0.0.1:502')
}

/** Rules of appliances, with what they leave out. Throws InputError with the member at fault. */
export function readRules(file: string | undefined): readonly ApplianceRule[] {
  if (file === undefined) return []
  const given: unknown = parsed(readText('--rules', file))
  if (!Array.isArray(given))
    throw new InputError('--rules', 'is no list', 'write [{"name":"boiler","topic":"cmnd/boiler/POWER"}]')
  return given.map((value, i) => ruleOf(value, `--rules[${i}]`))
}

function ruleOf(value: unknown, path: string): ApplianceRule {
  const rule = { ...ruleDefaults, ...(value as Partial<ApplianceRule>) }
  const { name, topic, on, off, within, rest } = rule
  for (const [member, text] of Object.entries({ name, topic, on, off }))
    if (typeof text !== 'string' || text === '' || text.length > 200)
      throw new InputError(`${path}.${member}`, 'must be text', 'correct it')
  for (const [member, seconds] of Object.entries({ within, rest }))
    if (!Number.isInteger(seconds) || seconds < 0)
      throw new InputError(`${path}.${member}`, 'must be whole seconds', 'correct it')
  return { name: String(name), topic: String(topic), on, off, within, rest }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new InputError('--rules', 'is no JSON', 'correct the file', { cause })
  }
}
