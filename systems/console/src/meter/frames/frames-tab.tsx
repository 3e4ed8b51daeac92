import { ProblemError } from '../../api/problem.ts'
import type { EndDeviceDetail, OnDemandReading } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Icon } from '../../kit/icon.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Empty, Failure } from '../../kit/states.tsx'
import { RegisterTable } from '../registers/register-table.tsx'
import type { ReadNow } from '../use-read-now.ts'
import { FramesViewer } from './frames-viewer.tsx'
import { ReadingProgress } from './reading-progress.tsx'

interface FramesTabProps {
  readonly readNow: ReadNow
  readonly device: EndDeviceDetail
  readonly mayRead: boolean
  readonly onRead: () => void
}

/** Reads the meter at once and shows what crossed the wire, whether the meter answered or refused. */
export default function FramesTab({ readNow, device, mayRead, onRead }: FramesTabProps) {
  const t = useText()
  if (readNow.isPending) return <ReadingProgress since={readNow.submittedAt} />
  if (readNow.data) return <Reading reading={readNow.data} timeZone={device.timeZone} />
  if (readNow.error) {
    const frames = readNow.error instanceof ProblemError ? readNow.error.frames : []
    return (
      <div className="flex flex-col gap-4">
        <Failure what={t('frames.refused')} error={readNow.error} onRetry={onRead} />
        {frames.length > 0 && <FramesViewer frames={frames} timeZone={device.timeZone} />}
      </div>
    )
  }
  return (
    <Empty title={t('frames.none')}>
      <p>{t(mayRead ? 'frames.none.next' : 'frames.none.viewer')}</p>
      {mayRead && (
        <Button className="mt-3" onPress={onRead}>
          <Icon name="read" />
          {t('meter.read-now')}
        </Button>
      )}
    </Empty>
  )
}

function Reading({ reading, timeZone }: { reading: OnDemandReading; timeZone: string }) {
  const t = useText()
  const format = useFormat()
  const { registers, refused, frames, milliseconds, clockOffsetSeconds, time } = reading
  const octets = frames.reduce((sum, { hex }) => sum + hex.replace(/\s/g, '').length / 2, 0)
  return (
    <div className="flex flex-col gap-4">
      <p role="status" className="figures flex flex-wrap gap-x-6 gap-y-1">
        <span className="font-medium">{t('frames.done', { milliseconds: format.count(milliseconds) })}</span>
        <span className="text-ink-2">{t('frames.clock', { offset: format.offset(clockOffsetSeconds) })}</span>
        <span className="text-ink-2">{t('frames.meter-time', { time: format.stamp(timeZone, time) })}</span>
        <span className="text-ink-2">
          {t('frames.count', { frames: frames.length, octets: format.count(octets) })}
        </span>
      </p>
      <FramesViewer frames={frames} timeZone={timeZone} />
      <Section title={t('meter.tab.registers')}>
        <RegisterTable registers={registers} timeZone={timeZone} />
        {refused.length > 0 && (
          <ul aria-label={t('frames.not-given')} className="mt-3 border-t border-line pt-3 text-ink-2">
            {refused.map(({ obis, name, reason }) => (
              <li key={obis}>
                <span className="font-mono text-label">{obis}</span> {name}: {reason}
              </li>
            ))}
          </ul>
        )}
      </Section>
    </div>
  )
}
