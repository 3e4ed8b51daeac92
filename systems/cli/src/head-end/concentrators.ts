import { readFileSync } from 'node:fs'
import type { ConcentratorAccess } from '@ferraris/head-end'
import type { Command } from 'commander'
import { InputError } from '../errors.ts'
import { parsePort } from '../option-values.ts'

/** Where concentrators may call in, as a person says it. */
export interface ConcentratorFlags {
  readonly mqttPort?: number
  readonly tunnelPort?: number
  readonly smitpPort?: number
  readonly concentratorHost?: string
  readonly concentratorCa?: string
  readonly mqtt?: string
  readonly mqttCert?: string
  readonly mqttKey?: string
  readonly mqttCa?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
}

export function concentratorOptions(command: Command): Command {
  return command
    .option('--mqtt-port <port>', 'let concentrators call in by MQTT here, usually 1883', parsePort)
    .option('--tunnel-port <port>', 'and here for interactive sessions, usually 54059', parsePort)
    .option(
      '--smitp-port <port>',
      'and here concentrators that speak Original-SMITP over IP alone, by their certificates',
      parsePort,
    )
    .option(
      '--concentrator-host <address>',
      'where these listen (default: 127.0.0.1); beyond this machine they take TLS',
    )
    .option('--concentrator-ca <file>', 'authority that signs the certificates of concentrators, PEM')
    .option('--mqtt <url>', 'a broker of your own instead of --mqtt-port, mqtts://broker:8883')
    .option('--mqtt-cert <file>', 'our certificate towards it, PEM')
    .option('--mqtt-key <file>', 'its key, PEM')
    .option('--mqtt-ca <file>', 'authority that signs its certificate, PEM (default: those of the system)')
}

/** The same as the head-end takes it; undefined where no concentrator is to call. Throws InputError. */
export function concentratorAccess(
  flags: ConcentratorFlags,
  environment: NodeJS.ProcessEnv = process.env,
): ConcentratorAccess | undefined {
  const { mqttPort, tunnelPort, smitpPort, mqtt, concentratorHost: host } = flags
  if ([mqttPort, tunnelPort, smitpPort, mqtt].every(place => place === undefined)) return undefined
  if (mqttPort !== undefined && mqtt !== undefined) {
    throw new InputError('--mqtt', 'and --mqtt-port exclude each other', 'use your broker or ours')
  }
  const tls = tlsOf(flags)
  return {
    ...(host !== undefined && { host }),
    ...(mqttPort !== undefined && { mqttPort }),
    ...(tunnelPort !== undefined && { tunnelPort }),
    ...(smitpPort !== undefined && { smitpPort }),
    ...(tls && { tls }),
    ...(mqtt !== undefined && { broker: brokerOf(mqtt, flags, environment) }),
  }
}

function tlsOf({ tlsCert: cert, tlsKey: key, concentratorCa: ca }: ConcentratorFlags) {
  if (ca === undefined) return undefined
  if (cert !== undefined && key !== undefined) return { cert, key, ca }
  throw new InputError(
    '--concentrator-ca',
    'needs our own certificate beside it',
    'give --tls-cert and --tls-key',
  )
}

function brokerOf(url: string, flags: ConcentratorFlags, environment: NodeJS.ProcessEnv) {
  const { FERRARIS_MQTT_USERNAME: username, FERRARIS_MQTT_PASSWORD: password } = environment
  const { mqttCert, mqttKey, mqttCa } = flags
  if ((mqttCert === undefined) !== (mqttKey === undefined)) {
    throw new InputError('--mqtt-cert', 'and --mqtt-key belong together', 'give both')
  }
  const tls = mqttCert !== undefined &&
    mqttKey !== undefined && {
      cert: read(mqttCert, '--mqtt-cert'),
      key: read(mqttKey, '--mqtt-key'),
      ...(mqttCa !== undefined && { ca: read(mqttCa, '--mqtt-ca') }),
    }
  return { url, ...(username && { username }), ...(password && { password }), ...(tls && { tls }) }
}

function read(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new InputError(option, `${file} cannot be read (${code})`, 'check its name and your rights', {
      cause: error,
    })
  }
}
