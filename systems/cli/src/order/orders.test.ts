import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestHeadEnd } from '@ferraris/head-end/testing'
import { civilDay } from '@ferraris/meter'
import { afterEach, expect, test, vi } from 'vitest'
import { refusedResults } from '../concentrator/refused.ts'
import { concentratorSettings } from '../concentrator/settings.ts'
import { servedMeter } from '../meter/read/served-meter.fixture.ts'
import { createOrder } from './create.ts'
import { cancelOrder, listOrders, showOrder } from './orders.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  delete process.env.FERRARIS_API_TOKEN
  vi.restoreAllMocks()
  for (const it of open.splice(0).reverse()) await it.close()
})

test('orders of a head-end are listed, shown and cancelled; settings of a concentrator are set', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-orders-'))
  open.push({ close: () => rmSync(folder, { recursive: true }) })
  const token = 'an-operator-of-tests'
  const headEnd = await startTestHeadEnd({ data: folder, apiToken: token })
  open.push(headEnd)
  process.env.FERRARIS_API_TOKEN = token
  await headEnd.admitConcentrator({ id: 'C1', substation: 'North' }, 'secret')
  await fetch(`${headEnd.url}/api/v1/end-device-controls`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'look', kind: 'discover', concentrator: 'C1' }),
  })
  let printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed = String(text)
    return true
  })
  const options = { headEnd: headEnd.url, json: true }
  await listOrders({ ...options, limit: 5, concentrator: 'C1' })
  expect(JSON.parse(printed).items).toMatchObject([{ id: 'look', waitsFor: 'concentrator' }])
  await cancelOrder('look', options)
  expect(JSON.parse(printed)).toMatchObject({ id: 'look', waitsFor: 'cancellation' })
  await listOrders({ headEnd: headEnd.url, limit: 5 })
  expect(printed).toMatch(/look +\d{4}-\d\d-\d\dT\d\d:\d\dZ +C1 +discover/)
  await showOrder('look', { headEnd: headEnd.url })
  expect(printed).toContain('waits for cancellation')
  await expect(cancelOrder('unknown', options)).rejects.toMatchObject({
    code: 'status-404',
    message: expect.stringContaining('the head-end refuses the cancellation of unknown'),
  })

  await concentratorSettings('C1', { ...options, attempts: 6, channels: '1.0.1.8.0.255' })
  expect(JSON.parse(printed)).toMatchObject({
    state: 'waiting',
    wanted: { attempts: 6, channels: ['1.0.1.8.0.255'] },
  })
  await expect(concentratorSettings('C1', { ...options, attempts: 99 })).rejects.toMatchObject({
    code: 'status-400',
    message: expect.stringContaining('attempts'),
  })
  await concentratorSettings('C1', { headEnd: headEnd.url })
  expect(printed).toContain('waits for the concentrator')
  expect(printed).toMatch(/attempts +not known +wanted: 6/)

  await refusedResults('C1', { headEnd: headEnd.url, limit: 5 })
  expect(printed).toContain('none was refused')
  await expect(refusedResults('C9', { headEnd: headEnd.url, limit: 5 })).rejects.toMatchObject({
    code: 'status-404',
  })
})

test('an order to a meter is given, waited for and shown with its steps; one that comes to nothing ends with a refusal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-orders-'))
  open.push({ close: () => rmSync(folder, { recursive: true }) })
  const token = 'an-administrator-of-tests'
  const headEnd = await startTestHeadEnd({ data: folder, apiToken: token })
  open.push(headEnd)
  process.env.FERRARIS_API_TOKEN = token
  const served = await servedMeter({ moving: true, origin: civilDay(2026, 11, 20) })
  open.push(served)
  const keys = served.ring.flatMap(({ client, guek, gak }) =>
    client === undefined ? [] : [{ client: Number(client), guek, gak }],
  )
  await headEnd.enrol([{ serial: served.serial, uri: served.uris['DLMS/IP'], keys }])
  let printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed = String(text)
    return true
  })
  const asked = { headEnd: headEnd.url, meter: served.serial, json: true, wait: true }
  await createOrder({ ...asked, id: 'off', kind: 'switch', disconnect: true })
  expect(JSON.parse(printed)).toMatchObject({
    id: 'off',
    state: 'verified',
    priority: 'on-demand',
    parameters: { connected: false },
  })
  expect(served.meter.store.supply.outputState).toBe(false)
  await showOrder('off', { headEnd: headEnd.url })
  expect(printed).toContain('0.0.96.3.10.255 controlState  verified')

  const parameters = join(folder, 'limit.json')
  writeFileSync(parameters, '{"watts":3000}')
  await createOrder({ ...asked, id: 'limit', kind: 'limit', parameters, priority: 'low' })
  expect(JSON.parse(printed)).toMatchObject({
    state: 'verified',
    parameters: { watts: 3000 },
    priority: 'low',
  })
  const nothing = {
    ...asked,
    kind: 'read-attributes',
    parameters: '{"attributes":[{"object":"0.0.96.99.99"}]}',
  }
  await expect(createOrder(nothing)).rejects.toMatchObject({
    code: 'status-409',
    message: expect.stringContaining('object-undefined'),
  })
  const wrong: [object, string][] = [
    [{ parameters: '[1]' }, '--parameters'],
    [{ parameters: '{' }, '--parameters'],
    [{ parameters: join(folder, 'away.json') }, '--parameters'],
    [{ connect: true, disconnect: true }, '--connect'],
    [{ expires: 'soon' }, '--expires'],
  ]
  for (const [change, path] of wrong)
    await expect(createOrder({ ...asked, kind: 'switch', ...change })).rejects.toMatchObject({ path })
  await expect(createOrder({ ...asked, kind: 'switch', connect: true, watts: 3 })).rejects.toMatchObject({
    code: 'status-400',
    message: expect.stringContaining('watts'),
  })
})
