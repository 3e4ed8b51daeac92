import { Link } from 'wouter'
import type { IncidentDetail } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Section } from '../../kit/page/section.tsx'
import { Nothing } from '../../kit/table/column.tsx'

type Place = IncidentDetail['places'][number]

/** The branch as a tree: substations, and below them feeders and phases, each with how much of it is hit. */
export function Places({ incident }: { incident: IncidentDetail }) {
  const t = useText()
  const stations = Map.groupBy(incident.places, ({ substation }) => substation)
  return (
    <Section title={t('incident.places')}>
      <ul className="flex flex-col gap-3">
        {[...stations].map(([station, places]) => (
          <li key={station ?? ''}>
            <p className="flex flex-wrap items-baseline gap-x-3 font-medium">
              {station ?? t('incident.no-place')}
              <Lines places={places} />
            </p>
            <ul className="mt-1 ml-2 flex flex-col border-l border-line">
              {places.toSorted(byName).map(place => (
                <li
                  key={`${place.feeder} ${place.phase} ${place.concentrator}`}
                  className="grid grid-cols-[0.75rem_7rem_1fr_auto] items-center gap-x-2 py-1 max-tablet:grid-cols-[0.75rem_5rem_1fr_auto]"
                >
                  <span aria-hidden="true" className="h-px bg-line" />
                  <span className="truncate">
                    {[place.feeder, place.phase].filter(part => part !== null).join(' · ') || <Nothing />}
                  </span>
                  <Bar place={place} />
                  <span className="figures text-ink-2">
                    {t('incident.of-homes', { affected: place.affected, homes: place.homes })}
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function byName(a: Place, b: Place): number {
  return `${a.feeder} ${a.phase}`.localeCompare(`${b.feeder} ${b.phase}`)
}

/** The concentrators that serve a place, with the way to their lines. */
function Lines({ places }: { places: readonly Place[] }) {
  const t = useText()
  const ids = [...new Set(places.flatMap(({ concentrator }) => concentrator ?? []))]
  return ids.map(id => (
    <Link key={id} href={`/network/concentrators/${encodeURIComponent(id)}`} className="link font-normal">
      {t('incident.line-of', { id })}
    </Link>
  ))
}

/** Of all homes there: dark, well again, and never hit. */
function Bar({ place: { affected, back, homes } }: { place: Place }) {
  const share = (count: number) => ({ width: `${(100 * count) / Math.max(homes, 1)}%` })
  return (
    <span aria-hidden="true" className="flex h-2 overflow-hidden rounded-full bg-sunken">
      <span className="bg-critical" style={share(affected - back)} />
      <span className="bg-accent/60" style={share(back)} />
    </span>
  )
}
