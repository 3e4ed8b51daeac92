import './theme/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { activateLanguage, keptLanguage } from './i18n/language.ts'
import { applyTheme } from './theme/theme.ts'

applyTheme()
await activateLanguage(keptLanguage())

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
