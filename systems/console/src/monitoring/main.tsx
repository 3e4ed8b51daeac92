import '../theme/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { activateLanguage, keptLanguage } from '../i18n/language.ts'
import { applyTheme } from '../theme/theme.ts'
import { App } from './app.tsx'

const root = document.getElementById('root') as HTMLElement

applyTheme()
try {
  await activateLanguage(keptLanguage())
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
} catch {
  // Without their texts the pages have no words of their own.
  root.textContent =
    'The pages could not be loaded: the platform is away, or has newer ones. Reload this page.'
}
