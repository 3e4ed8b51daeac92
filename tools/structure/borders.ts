import type { Border } from './border-check.ts'

function anyBuiltin() {
  return true
}
function noBuiltin() {
  return false
}
const sockets = new Set(['node:net', 'node:tls', 'node:dgram'])
function noSockets(module: string) {
  return !sockets.has(module)
}
/** The listener for people and programs, and a free port for the store's PostgreSQL: nothing towards meters. */
function noSocketsToMeters(module: string, file: string) {
  return noSockets(module) || /^systems\/(head-end|service)\/src\/(server|database\/postgres)\//.test(file)
}
function ciphersOnly(module: string, file: string) {
  return module === 'node:crypto' && /^protocols\/(dlms|smitp|work-order)\/src\/security\//.test(file)
}

const pure = 'a protocol is functions over octets, without sockets, files, clocks or randomness'
const foundations = ['protocols/errors', 'protocols/bytes', 'protocols/codec']
const protocols = [
  ...foundations,
  'protocols/cosem',
  'protocols/metering',
  'protocols/dlms',
  'protocols/smitp',
  'protocols/iec62056-21',
  'protocols/uplink',
  'protocols/work-order',
  'protocols/cim',
  'protocols/chain2',
]
const devices = [
  'devices/meter',
  'devices/power-line',
  'devices/concentrator',
  'devices/customer-device',
  'devices/district',
]
const bothSides = [
  ...protocols,
  'transport',
  'client',
  ...devices,
  'systems/service',
  'systems/meter-data',
  'systems/head-end',
  'systems/monitoring',
]

/**
 * Which package may import which (docs/adr/0003-package-borders.md). Read from the top: each row imports only rows above it.
 * Tests may cross these borders, to put both ends of a wire together.
 */
export const borders: Border[] = [
  { folder: 'protocols/errors', packages: [], builtins: noBuiltin, why: pure },
  { folder: 'protocols/bytes', packages: foundations.slice(0, 1), builtins: noBuiltin, why: pure },
  { folder: 'protocols/codec', packages: foundations.slice(0, 2), builtins: noBuiltin, why: pure },
  { folder: 'protocols/cosem', packages: foundations, builtins: noBuiltin, why: pure },
  {
    folder: 'protocols/metering',
    packages: [...foundations, 'protocols/cosem'],
    builtins: noBuiltin,
    why: pure,
  },
  { folder: 'protocols/iec62056-21', packages: foundations, builtins: noBuiltin, why: pure },
  {
    folder: 'protocols/dlms',
    packages: [...foundations, 'protocols/cosem', 'protocols/metering', 'protocols/iec62056-21'],
    builtins: ciphersOnly,
    why: pure,
  },
  {
    folder: 'protocols/smitp',
    packages: [...foundations, 'protocols/cosem', 'protocols/metering'],
    builtins: ciphersOnly,
    why: pure,
  },
  {
    folder: 'protocols/uplink',
    packages: [...foundations, 'protocols/cosem', 'protocols/metering'],
    builtins: noBuiltin,
    why: pure,
  },
  { folder: 'protocols/work-order', packages: foundations.slice(0, 1), builtins: ciphersOnly, why: pure },
  {
    folder: 'protocols/cim',
    packages: [...foundations, 'protocols/cosem', 'protocols/metering'],
    builtins: noBuiltin,
    why: pure,
  },
  {
    folder: 'protocols/chain2',
    packages: [...foundations, 'protocols/cosem', 'protocols/metering', 'protocols/dlms'],
    builtins: noBuiltin,
    why: pure,
  },
  {
    folder: 'transport',
    packages: protocols,
    builtins: anyBuiltin,
    why: 'a transport carries octets and imports neither devices nor systems',
  },
  {
    folder: 'client',
    packages: [...protocols, 'transport'],
    builtins: noBuiltin,
    why: 'a client of meters imports neither devices nor systems',
  },
  {
    folder: 'devices/meter',
    packages: [...protocols, 'transport'],
    builtins: noSockets,
    why: 'a meter imports its protocols, never the systems that read it; sockets live in transport',
  },
  {
    folder: 'devices/power-line',
    packages: protocols,
    builtins: noSockets,
    why: 'the power line carries symbols of any station, and imports none',
  },
  {
    folder: 'devices/concentrator',
    packages: [...protocols, 'transport'],
    builtins: noSockets,
    why: 'a concentrator reaches meters and head-end by their protocols only; sockets live in transport',
  },
  {
    folder: 'devices/customer-device',
    packages: [...protocols, 'transport'],
    builtins: noSockets,
    why: "a customer's device knows its meter by what it sends only; sockets towards meters live in transport",
  },
  {
    folder: 'devices/district',
    packages: [...protocols, 'transport', ...devices.slice(0, 4)],
    builtins: noSockets,
    why: 'a district is made of devices and never imports the systems that read them; sockets live in transport',
  },
  {
    folder: 'systems/service',
    packages: foundations,
    builtins: noSocketsToMeters,
    why: 'a service kit is independent of metering: features are handed to it',
  },
  {
    folder: 'systems/meter-data',
    packages: [...protocols, 'systems/service'],
    builtins: noSockets,
    why: 'meter data are judged by what is known of them, whoever collected them: the head-end hands it in',
  },
  {
    folder: 'systems/head-end',
    packages: [...protocols, 'transport', 'client', 'systems/service', 'systems/meter-data'],
    builtins: noSocketsToMeters,
    why: 'the head-end must work with devices of any maker, so it never imports ours; sockets live in transport',
  },
  {
    folder: 'systems/conformance',
    packages: [...protocols, 'transport', 'client'],
    builtins: noSockets,
    why: 'conformance tests meters of any maker; sockets live in transport',
  },
  {
    folder: 'systems/monitoring',
    packages: [...protocols, 'transport', 'systems/service'],
    builtins: noSockets,
    why: 'monitoring must count the messages of devices of any maker, and asks the head-end by its REST interface; sockets live in transport',
  },
  {
    folder: 'systems/console',
    packages: [...foundations, 'protocols/cosem', 'protocols/metering'],
    builtins: noBuiltin,
    why: 'the console runs in a browser: facts of the field apart, it reaches the head-end only through its REST interface',
  },
  {
    folder: 'systems/cli',
    packages: [...bothSides, 'systems/conformance', 'systems/console'],
    builtins: anyBuiltin,
    why: 'the command line composes the parts that ship, not those that test or measure them',
  },
  {
    folder: 'testing',
    packages: bothSides,
    builtins: anyBuiltin,
    why: 'helpers of tests join the two sides below the command line',
  },
  {
    folder: 'bench',
    packages: [...bothSides, 'testing'],
    builtins: anyBuiltin,
    why: 'benchmarks measure the parts, not the command line',
  },
  {
    folder: 'e2e',
    packages: [...bothSides, 'systems/cli', 'testing'],
    builtins: anyBuiltin,
    why: 'whole-system tests use what a user has',
  },
]
