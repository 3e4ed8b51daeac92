import { mix } from '@ferraris/bytes'
import { QuietBand } from '@ferraris/power-line'
import { type Campaign, homesOnALine, planOfLine } from './campaign.ts'
import { type HomeOutcome, simulateHome } from './home.ts'

/** Homes of a campaign, one after the other; their lines are laid once. */
export function* simulateHomes(campaign: Campaign, homes: readonly number[]): Generator<HomeOutcome> {
  const bands = new Map<number, QuietBand>()
  for (const index of homes) {
    const line = Math.floor(index / homesOnALine)
    let band = bands.get(line)
    if (band === undefined) {
      band = new QuietBand(planOfLine(campaign, line), mix(campaign.seed, line))
      bands.set(line, band)
    }
    yield simulateHome(campaign, index, band)
  }
}
