import { secondsOf } from '@ferraris/metering'
import { useEffect, useState } from 'react'
import { ProgressBar } from 'react-aria-components'
import { useText } from '../../i18n/use-text.ts'

/** A session has no known length: the time it has taken says more than a made-up percentage. */
export function ReadingProgress({ since }: { since: number }) {
  const t = useText()
  const [now, setNow] = useState(since)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 100)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, secondsOf(now - since))
  return (
    <ProgressBar isIndeterminate aria-label={t('meter.reading')} className="py-6">
      <p className="figures mb-2 text-ink-2">
        {t('meter.reading')} {seconds.toFixed(1)} s
      </p>
      <div className="h-1 w-64 max-w-full overflow-hidden rounded-full bg-sunken">
        <div className="h-full w-1/3 rounded-full bg-accent motion-safe:animate-[travel_1.1s_ease-in-out_infinite_alternate]" />
      </div>
    </ProgressBar>
  )
}
