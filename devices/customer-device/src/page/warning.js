/** Sound and flash when too much power is drawn: once at its beginning, and again in the last minute. */
let context
let lastWarned

export function soundIsOn() {
  return localStorage.getItem('sound') !== 'off'
}

export function setSound(on) {
  localStorage.setItem('sound', on ? 'on' : 'off')
  if (on) beep(1)
}

export function warn(alert) {
  const stage =
    alert === null
      ? undefined
      : `${alert.since}-${alert.state}-${alert.countdown !== null && alert.countdown < 60}`
  const isNews = stage !== undefined && stage !== lastWarned
  lastWarned = stage
  document.getElementById('alarm').classList.toggle('on', alert !== null)
  if (!isNews) return
  navigator.vibrate?.([300, 100, 300])
  if (soundIsOn()) beep(3)
}

/** Browsers let a page sound once a person has touched it. */
function beep(times) {
  context ??= new AudioContext()
  void context.resume()
  for (let i = 0; i < times; i++) {
    const tone = new OscillatorNode(context, { frequency: 880 })
    const volume = new GainNode(context, { gain: 0.2 })
    tone.connect(volume).connect(context.destination)
    tone.start(context.currentTime + i * 0.4)
    tone.stop(context.currentTime + i * 0.4 + 0.2)
  }
}
