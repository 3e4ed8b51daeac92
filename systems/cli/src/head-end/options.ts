import type { HeadEndOptions } from '@ferraris/head-end'
import type { Command } from 'commander'
import { InputError } from '../errors.ts'
import { dataFolder } from '../keys/data-folder.ts'
import { parsePort } from '../option-values.ts'

/** What a person may say about a head-end. */
export interface HeadEndFlags {
  readonly port: number
  readonly host: string
  readonly data?: string
  readonly database?: string
  readonly backups?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly insecureHttp?: boolean
  readonly trustProxy?: string
  readonly privateNetworks?: string
  readonly customerBroker?: string
  readonly json?: boolean
}

/** Adds the options that `head-end start` and `district start` share. */
export function headEndOptions(command: Command): Command {
  return command
    .option('--port <port>', 'port of console and REST interface, 0 for any', parsePort, 8080)
    .option('--host <address>', 'address to listen on; beyond this machine it takes TLS', '127.0.0.1')
    .option('--data <folder>', 'data folder (else FERRARIS_DATA, else ./data)')
    .option('--database <url>', 'postgres://… of a server to use instead of the embedded one')
    .option(
      '--backups <folder>',
      'keep backups there while it runs: each minute what is new, each day a whole copy; `ferraris restore` brings them back',
    )
    .option('--tls-cert <file>', 'certificate, PEM')
    .option('--tls-key <file>', 'its key, PEM')
    .option('--insecure-http', 'plain HTTP even where other machines can reach it')
    .option(
      '--trust-proxy <addresses>',
      'proxies in front, trusted to tell client address and TLS: 127.0.0.1, 10.1.0.0/16, loopback',
    )
    .option(
      '--private-networks <networks>',
      'inner networks that messages to other systems may go to: 10.20.0.0/16,127.0.0.1 (default: none)',
    )
    .option(
      '--customer-broker <url>',
      "broker of customers' devices, for texts and prices; FERRARIS_CUSTOMER_BROKER_USERNAME and _PASSWORD name the head-end there",
    )
    .option('--json', 'print one JSON document once it runs')
}

/** The same as the head-end takes it. Throws InputError. */
export function headEndSettings(flags: HeadEndFlags): Omit<HeadEndOptions, 'log' | 'console'> {
  const {
    port,
    host,
    database,
    backups,
    tlsCert: cert,
    tlsKey: key,
    insecureHttp = false,
    trustProxy,
    privateNetworks,
    customerBroker,
  } = flags
  if ((cert === undefined) !== (key === undefined)) {
    const [there, missing] = cert === undefined ? ['--tls-key', '--tls-cert'] : ['--tls-cert', '--tls-key']
    throw new InputError(missing, `is missing beside ${there}`, 'give both')
  }
  return {
    data: dataFolder(flags.data),
    port,
    host,
    insecureHttp,
    ...(trustProxy !== undefined && { trustProxy }),
    ...(privateNetworks !== undefined && {
      privateNetworks: privateNetworks.split(',').map(network => network.trim()),
    }),
    ...(customerBroker !== undefined && { customerBroker: customerBrokerPlace(customerBroker) }),
    ...(database !== undefined && { database }),
    ...(backups !== undefined && { backups: { folder: backups } }),
    ...(cert !== undefined && key !== undefined && { tls: { cert, key } }),
  }
}

function customerBrokerPlace(url: string): NonNullable<HeadEndOptions['customerBroker']> {
  const { FERRARIS_CUSTOMER_BROKER_USERNAME: username, FERRARIS_CUSTOMER_BROKER_PASSWORD: password } =
    process.env
  return { url, ...(username !== undefined && { username }), ...(password !== undefined && { password }) }
}
