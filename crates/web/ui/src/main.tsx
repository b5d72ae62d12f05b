// Where the application starts.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app'
import { showChosenTheme } from './app/theme'
import { startWorker } from './app/update'
import './styles/main.scss'

showChosenTheme()
startWorker()
const place = document.getElementById('app')
if (place) {
  createRoot(place).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
