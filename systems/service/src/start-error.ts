import { type Declarations, defineErrors } from '@ferraris/errors'

const startErrors = {
  'port-in-use': [
    'local',
    'Another program listens on the port.',
    'Stop it, choose another port with `--port`, or let the system choose with `--port 0`.',
  ],
  'port-not-permitted': [
    'local',
    'The operating system keeps the port for itself.',
    'Choose a port of 1024 or above with `--port`.',
  ],
  'address-unavailable': [
    'local',
    'No interface of this machine has the address.',
    'Give `--host` an address of this machine, 127.0.0.1, or 0.0.0.0 for all of them.',
  ],
  'plain-http-refused': [
    'local',
    'The address can be reached from other machines, and passwords would cross the network unencrypted.',
    'Give `--tls-cert` and `--tls-key`; behind a proxy that speaks TLS listen on 127.0.0.1; or accept it with `--insecure-http`.',
  ],
  'tls-unusable': [
    'local',
    'The certificate or its key cannot be read, or they do not belong together.',
    'Give `--tls-cert` and `--tls-key` PEM files of one pair that this user may read.',
  ],
  'trust-proxy-unusable': [
    'local',
    'What was given as proxy is no address.',
    'Give `--trust-proxy` the addresses of your proxies, for example `127.0.0.1` or `10.1.0.0/16,loopback`.',
  ],
  'backups-elsewhere': [
    'local',
    'Backups of a database elsewhere are made by its own means.',
    'Leave out `--backups`, and see the guide for backups of an external PostgreSQL.',
  ],
  'api-token-unusable': [
    'local',
    '`FERRARIS_API_TOKEN` cannot be sent in a header.',
    'Use letters, digits and signs without spaces, for example what `openssl rand -hex 32` prints.',
  ],
} as const satisfies Declarations

/** Every reason for which the HTTP side does not start. */
export type StartErrorCode = keyof typeof startErrors

/** The HTTP side cannot start as it was asked to. */
export class StartError extends defineErrors(
  'http',
  startErrors,
  ({ detail, remedy }) => `${detail}. ${remedy}`,
) {}
