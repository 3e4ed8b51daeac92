import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestHeadEnd } from '@ferraris/head-end/testing'
import { layCable, socatIsHere } from '@ferraris/testing'
import { afterEach, expect, test } from 'vitest'
import { servedMeter } from '../meter/read/served-meter.fixture.ts'
import { issueRequest } from '../work-request/requests.ts'
import { FieldDevice } from './field-device.ts'
import { approve, register } from './register.ts'
import { upload } from './upload.ts'
import { work } from './work.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  delete process.env.FERRARIS_API_TOKEN
  for (const it of open.splice(0).reverse()) await it.close()
})

test.runIf(socatIsHere())(
  'an order goes from the head-end to the optical port of a meter, and its results come back',
  async () => {
    const cable = await layCable()
    open.push({ close: cable.unplug })
    const served = await servedMeter({ optical: cable.ends[0], moving: true })
    open.push(served)
    const folder = mkdtempSync(join(tmpdir(), 'ferraris-field-'))
    open.push({ close: () => rmSync(folder, { recursive: true }) })
    const token = 'an-administrator-of-tests'
    const headEnd = await startTestHeadEnd({
      data: join(folder, 'head-end'),
      apiToken: token,
    })
    open.push(headEnd)
    const api = async (path: string, body?: object) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const answer = await fetch(`${headEnd.url}/api/v1${path}`, {
        headers,
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      })
      return (await answer.json()) as Record<string, never>
    }
    const ofClient = (client: number) => {
      const { guek, gak } = served.ring.find(entry => entry.client === client)!
      return { client, guek: guek!, gak: gak! }
    }
    const { k1, k2 } = served.ring.find(entry => entry.k2 !== undefined)!
    const uri = `smitp+g2:///${served.aca}?client=2&server=1&auth=gmac`
    await headEnd.enrol([
      { serial: served.serial, uri, keys: [ofClient(1), ofClient(2)], lineKeys: { k1: k1!, k2: k2! } },
    ])

    const device = FieldDevice.make(join(folder, 'field'), (await api('/work-orders/key')).key!)
    process.env.FERRARIS_API_TOKEN = token
    await register('tablet-7', { data: device.folder, headEnd: headEnd.url })
    await approve('tablet-7', { headEnd: headEnd.url })
    const issued = await api('/work-orders', {
      endDevice: served.serial,
      steps: [{ action: 'read-registers' }, { action: 'disconnect' }, { action: 'reconnect' }],
      notAfter: new Date(Date.now() + 3_600_000).toISOString(),
      fieldDevice: device.publicKeys,
    })
    const file = join(folder, 'order.json')
    writeFileSync(file, issued.document!)
    const options = { data: device.folder, timeout: 20, json: true }
    await expect(work(file, options)).rejects.toMatchObject({ path: '--at' })
    await work(file, { ...options, at: `smitp+serial://${cable.ends[1]}` })

    await upload([], { data: device.folder, headEnd: headEnd.url })
    const request = await api('/work-requests', {
      reason: 'the modem is broken',
      endDevices: [served.serial],
      steps: [{ action: 'set-clock' }],
    })
    const many = join(folder, 'many.json')
    await issueRequest(request.id!, {
      headEnd: headEnd.url,
      device: 'tablet-7',
      hours: 1,
      out: many,
      json: true,
    })
    const there = { ...options, at: `smitp+serial://${cable.ends[1]}` }
    await expect(work(many, { ...there, meter: 'FER00000099' })).rejects.toMatchObject({ path: '--meter' })
    await work(many, { ...there, meter: served.serial })
    await upload([], { data: device.folder, headEnd: headEnd.url })
    expect(await api(`/work-requests/${request.id}`)).toMatchObject({ state: 'done', lines: { done: 1 } })
    const order = await api(`/work-orders/${issued.id}`)
    expect(order).toMatchObject({
      done: 3,
      results: [
        { outcome: 'done', value: { registers: expect.any(Array) } },
        { value: { state: 'disconnected' } },
        { value: { state: expect.stringMatching(/^connected|ready/) } },
      ],
    })
  },
)
