import { readConfiguration } from '@ferraris/client'
import { parseXml } from '@ferraris/codec/xml'
import { obis } from '@ferraris/cosem'
import { parseLoadCurves } from '@ferraris/meter'
import { parsePlan, planDistrict } from '@ferraris/power-line'
import { parseMeterUri, parseSmitpUri, readUp, upPayload } from '@ferraris/transport'
import {
  type DownMessage,
  decodeDownMessage,
  decodeLocalRequest,
  decodeUpMessage,
  downTopic,
  encodeDownMessage,
  encodeLocalRequest,
  encodeUpMessage,
  type LocalRequest,
  parseTopic,
  type UpMessage,
  upTopic,
} from '@ferraris/uplink'
import {
  AccessOffer,
  AccessRequest,
  newKeyPair,
  openSigned,
  peekSigned,
  privateKeyOf,
  publicHalf,
  publicKeyOf,
  sealFor,
  signDocument,
  ticketKind,
  unseal,
} from '@ferraris/work-order'
import { ofText, type Target, texts } from '../target.ts'

const aca = '464500000001'
const at = 1_795_219_200_000
const base = { key: 'C1/464500000001/1', aca, readAt: at }
const energy = obis('1.0.1.8.0.255')
const upMessages = [
  { kind: 'hello', concentrator: 'C1', version: '1', substation: 'North', balanceMeter: aca },
  { kind: 'heartbeat', at, meters: 84, silent: 2, pendingResults: 0, diskFree: 1e9 },
  { kind: 'gone', closed: true },
  { kind: 'image-request', sha256: 'ab'.repeat(32), offset: 99 },
  {
    kind: 'inventory',
    at,
    neighbours: [
      {
        aca,
        state: 'adopted',
        route: ['464500000002'],
        snr: 12,
        signal: 60,
        success: 0.97,
        firstHeard: at,
        lastHeard: at,
        phase: 'in',
      },
    ],
  },
  {
    kind: 'results',
    results: [
      {
        kind: 'profile-day',
        ...base,
        day: '2026-11-21',
        obis: '1.0.99.1.0.255',
        start: at,
        intervalSeconds: 900,
        registers: [{ obis: energy, increments: [1, null, 3], quality: [0, 1, 3] }],
      },
      { kind: 'registers', ...base, time: at, registers: [{ obis: energy, value: 12 }] },
      { kind: 'events', ...base, events: [{ time: at, code: 3, index: 7 }] },
    ],
  },
  {
    kind: 'own-state',
    state: {
      at,
      startedAt: at,
      word: 3,
      clock: {
        source: 'ntp',
        server: 'time.example',
        stratum: 2,
        offsetMs: -3.5,
        delayMs: 8,
        comparedAt: at,
      },
      firmware: { version: '2.1', previous: '2.0', trialUntil: at },
      calendar: [{ entry: 'search', everySeconds: 7200, lastAt: at, nextAt: at }],
      identity: 'A'.repeat(43),
      events: 2,
    },
  },
  { kind: 'own-events', events: [{ number: 1, at, code: 'started', detail: '2.1' }] },
  { kind: 'job-reports', reports: [{ id: 'j1', state: 'done', at, attempts: 1, detail: 'yes' }] },
] as unknown as UpMessage[]
const downMessages = [
  { kind: 'acknowledge', keys: Array.from({ length: 60 }, (_, i) => `C1/${aca}/registers/${i * 900}`) },
  {
    kind: 'jobs',
    jobs: [
      {
        id: 'j1',
        priority: 'high',
        expires: at,
        notBefore: at,
        task: { kind: 'switch', aca, connected: true },
      },
      { id: 'j2', priority: 'normal', expires: at, task: { kind: 'limit', aca, watts: 3000 } },
      {
        id: 'j3',
        priority: 'normal',
        expires: at,
        task: { kind: 'read-profile', aca, from: '2026-11-01', to: '2026-11-21' },
      },
    ],
  },
  { kind: 'image-part', sha256: 'ab'.repeat(32), size: 9000, offset: 0, octets: 'AAAA' },
  { kind: 'release', acas: [aca] },
] as unknown as DownMessage[]

const signer = privateKeyOf(newKeyPair('ed25519'))
const verifier = publicKeyOf('Ed25519', publicHalf(signer))
const opener = privateKeyOf(newKeyPair('x25519'))
const order = {
  id: 'w1',
  meter: { serial: 'FER00000001', uri: 'dlms+tcp://h:1', timeZone: 'Europe/Rome' },
  steps: [{ action: 'read-registers' }],
  issuedAt: '2026-11-21T10:00:00Z',
}
const ticket = signDocument(
  ticketKind,
  {
    id: 't1',
    concentrator: { name: 'C1', identity: publicHalf(signer) },
    fieldDevice: { name: 'tablet-7', sealing: publicHalf(opener), signing: publicHalf(signer) },
    right: 'read',
    issuedAt: order.issuedAt,
    notBefore: order.issuedAt,
    notAfter: '2026-12-21T10:00:00Z',
  },
  signer,
)
const authority = { name: 'C1', identity: signer, headEnd: verifier, recalled: new Set<string>() }
const localRequests: LocalRequest[] = [
  { kind: 'results', after: 7, aca },
  { kind: 'set-settings', settings: { attempts: 5, channels: [energy] } },
  { kind: 'run-now', entry: 'search' },
]
const quarters = Array.from({ length: 96 }, (_, i) => `q${String(i).padStart(2, '0')}`)

const configuration = JSON.stringify({
  format: 'ferraris-configuration/1',
  version: '1',
  models: ['FER'],
  settings: [{ object: '0.0.17.0.0', class: 71, attribute: 6, value: { t: 'double-long-unsigned', v: 60 } }],
  actions: [{ kind: 'alarm-filter', parameters: { alarms: [] } }],
})

/** Texts and JSON: between concentrator and head-end, work orders, XML, plans, files and addresses. */
export function textTargets(): Target[] {
  const plan = planDistrict({ meters: 4, hops: 1, seed: 1 })
  const up = upMessages.map(encodeUpMessage)
  const down = downMessages.map(encodeDownMessage)
  const signed = signDocument('work-order', order, signer)
  const curves = `household,date,${quarters.join(',')}\nh1,2026-01-01,${quarters.map((_, i) => i).join(',')}\n`
  return [
    {
      name: 'uplink: message of a concentrator',
      decode: ofText(decodeUpMessage),
      seeds: texts(...up),
      json: true,
    },
    {
      name: 'uplink: message of the head-end',
      decode: ofText(decodeDownMessage),
      seeds: texts(...down),
      json: true,
    },
    {
      name: 'uplink: request at the local port of a concentrator',
      decode: ofText(decodeLocalRequest),
      seeds: texts(...localRequests.map(encodeLocalRequest)),
      json: true,
      weight: 0.3,
    },
    {
      name: 'work-order: ticket at a concentrator',
      decode: octets => new AccessOffer(octets, { ...authority, now: at + 86_400_000 }),
      seeds: [new AccessRequest(ticket).open],
      weight: 0.05,
    },
    {
      name: 'uplink: topic',
      decode: ofText(parseTopic),
      seeds: texts(upTopic('C1', 'results'), downTopic('C1', 'jobs'), upTopic('C-9.a_b', 'hello')),
    },
    {
      name: 'mqtt: payload of a concentrator',
      decode: octets => readUp(upTopic('C1', 'results'), octets),
      seeds: upMessages.map(upPayload),
      weight: 0.5,
    },
    {
      name: 'work-order: signed text, unverified',
      decode: ofText(text => peekSigned('work-order', text)),
      seeds: texts(signed),
      json: true,
    },
    {
      name: 'work-order: signed text',
      decode: ofText(text => openSigned('work-order', text, verifier)),
      seeds: texts(signed),
      json: true,
      weight: 0.2,
    },
    {
      name: 'work-order: sealed keys',
      decode: ofText(text => unseal(opener, 'w1', text)),
      seeds: texts(sealFor(publicHalf(opener), 'w1', '[{"client":1}]')),
      weight: 0.1,
    },
    {
      name: 'work-order: public key',
      decode: ofText(text => publicKeyOf('X25519', text)),
      seeds: texts(publicHalf(opener)),
      weight: 0.2,
    },
    {
      name: 'xml: document',
      decode: ofText(parseXml),
      seeds: texts('<A b="1"><C Value="00ff"/>&lt;<!-- c --></A>', '<?xml version="1.0"?><A>x</A>'),
    },
    {
      name: 'client: configuration file',
      decode: readConfiguration,
      seeds: texts(configuration),
      json: true,
      weight: 0.2,
    },
    {
      name: 'power line: plan',
      decode: ofText(text => parsePlan(jsonOf(text))),
      seeds: texts(JSON.stringify(plan)),
      json: true,
      weight: 0.3,
    },
    {
      name: 'meter: load curves',
      decode: ofText(text => parseLoadCurves(text)),
      seeds: texts(curves),
      weight: 0.3,
    },
    {
      name: 'transport: URI of a meter',
      decode: ofText(parseMeterUri),
      seeds: texts(
        'dlms+tcp://127.0.0.1:4059?client=2&server=1&auth=gmac&device=FER00000001',
        'dlms+serial:///dev/ttyUSB0?baud=9600&hdlc=17',
        'dlms+hdlc+tcp://[::1]:4060?client=16',
      ),
    },
    {
      name: 'transport: URI of a meter on the line',
      decode: ofText(parseSmitpUri),
      seeds: texts(
        'smitp+tls://10.1.2.3:54059?device=FER00000001',
        `smitp+tcp://127.0.0.1:4060?aca=${aca}&mode=faithful`,
      ),
    },
  ]
}

/** A text that is no JSON is refused before the decoder sees it. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
