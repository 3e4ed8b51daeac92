const names = [
  'canvas',
  'surface',
  'line',
  'edge',
  'ink',
  'ink-2',
  'ink-3',
  'accent',
  'tint',
  'import',
  'export',
  'reactive',
  'comparison',
  'critical',
  'major',
  'minor',
  'info',
] as const

export type Colours = Record<(typeof names)[number], string>

/** The tokens as the theme in use has them: a canvas cannot read `light-dark()`, a computed colour it can. */
export function coloursOf(element: HTMLElement): Colours {
  const probe = document.createElement('span')
  element.append(probe)
  const entries = names.map(name => {
    probe.style.color = `var(--${name})`
    return [name, getComputedStyle(probe).color]
  })
  probe.remove()
  return Object.fromEntries(entries) as Colours
}

/** The colour at an opacity, for fills. */
export function faded(colour: string, share: number): string {
  return colour.replace(/^rgb\((.*)\)$/, (_, channels: string) => `rgba(${channels}, ${share})`)
}
