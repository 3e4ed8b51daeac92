import { follow, isUnpaired, post } from './connection.js'
import { element } from './dom.js'
import { useZone } from './format.js'
import { pairingForm } from './pairing.js'
import { energySection, homeSection } from './sections/energy.js'
import { messagesSection } from './sections/messages.js'
import { meterSection } from './sections/meter.js'
import { alertSection, goneSection, thresholdSection, troubleSection } from './sections/notices.js'
import { powerSection } from './sections/power.js'
import { priceSection } from './sections/prices.js'
import { setSound, soundIsOn, warn } from './warning.js'
import { chooseLanguage, language, names, words } from './words.js'

const page = document.getElementById('page')
document.documentElement.lang = language
/** The last state, and whether the device has fallen silent since. */
let state
let isGone = false
/** Quarters of today by meter, asked for when the register has moved. */
const quarters = new Map()
const weekSeconds = 7 * 24 * 3600

function draw() {
  if (state === undefined) return
  useZone(state.timeZone)
  const [main] = state.meters
  const { time: now, meters, home, trouble } = state
  const alert = meters.map(meter => meter.alert).find(each => each !== null) ?? null
  warn(alert)
  page.replaceChildren(
    ...[
      header(),
      isGone && goneSection(),
      alert !== null && alertSection(alert),
      trouble !== null && !isGone && troubleSection(trouble, now),
      main !== undefined && powerSection(main, now),
      main?.threshold && now - main.threshold.time < weekSeconds && thresholdSection(main.threshold),
      priceSection(state, now),
      ...meters.map(meter => energySection(meter, quarters.get(meter.role)?.values)),
      home !== null && homeSection(home),
      messagesSection(state, now, id => void post(`/api/v1/messages/${encodeURIComponent(id)}/read`)),
      ...meters.map(meterSection),
      settings(),
    ].filter(Boolean),
  )
}

function header() {
  return element(
    'header',
    {},
    element('h1', {}, 'Ferraris'),
    element('span', { class: 'quiet' }, state?.device.id ?? ''),
  )
}

function settings() {
  const options = Object.entries(names).map(([code, name]) =>
    element('option', { value: code, selected: code === language }, name),
  )
  return element(
    'section',
    { class: 'row' },
    element(
      'label',
      {},
      element('span', { class: 'sr' }, words.language),
      element('select', { onchange: event => chooseLanguage(event.target.value) }, options),
    ),
    element('label', { class: 'quiet' }, sound(), ' ', words.sound),
  )
}

function sound() {
  const box = element('input', {
    type: 'checkbox',
    checked: soundIsOn(),
    style: { width: 'auto', minHeight: '24px' },
  })
  box.addEventListener('change', () => setSound(box.checked))
  return box
}

/** The curve of the day comes by itself: a quarter has ended when a register has moved. */
async function refreshQuarters({ role, today, importedEnergy, exportedEnergy }) {
  const stamp = `${today.from} ${(role === 'M1' ? importedEnergy : exportedEnergy)?.time}`
  if (quarters.get(role)?.stamp === stamp) return
  quarters.set(role, { ...quarters.get(role), stamp })
  const response = await fetch(`/api/v1/quarters?meter=${role}&day=${today.from}`)
  if (!response.ok) return
  const { imported, exported } = await response.json()
  quarters.set(role, { stamp, values: (role === 'M1' ? imported : exported) ?? undefined })
  draw()
}

function start() {
  follow({
    onState(next) {
      state = next
      isGone = false
      draw()
      for (const meter of next.meters) void refreshQuarters(meter)
    },
    onGone() {
      isGone = true
      if (state === undefined) page.replaceChildren(header(), goneSection())
      else draw()
    },
    onUnpaired: () => pairAgain(true),
  })
}

function pairAgain(lost) {
  page.replaceChildren(header(), pairingForm(lost, start))
}

if (await isUnpaired()) pairAgain(false)
else start()
if ('serviceWorker' in navigator) void navigator.serviceWorker.register('service-worker.js')
