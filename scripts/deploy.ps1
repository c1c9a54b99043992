# Deploys the gateway, site and functions, to Netlify with Netlify's command line.
#
#   scripts\deploy.ps1               to production
#   scripts\deploy.ps1 -Draft        to a preview address
#   scripts\deploy.ps1 -Unchecked    without looking at the site's variables first
#
# Needs NETLIFY_AUTH_TOKEN and NETLIFY_SITE_ID (or a folder linked with "npx netlify-cli link").
[CmdletBinding()]
param([switch]$Draft, [switch]$Unchecked)
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '..')

function Stop-Deployment([string]$Message) {
  [Console]::Error.WriteLine("deploy: $Message")
  exit 1
}

if (-not (Test-Path 'node_modules')) {
  Stop-Deployment 'the dependencies are missing: run "npm ci" first'
}
if (-not $env:NETLIFY_AUTH_TOKEN) {
  Stop-Deployment 'NETLIFY_AUTH_TOKEN is not set: make a token at https://app.netlify.com/user/applications'
}
if (-not $env:NETLIFY_SITE_ID -and -not (Test-Path '.netlify/state.json')) {
  Stop-Deployment 'NETLIFY_SITE_ID is not set: it is the project ID under Project configuration, General'
}

if (-not $Unchecked) {
  $configured = & npx --yes netlify-cli@latest env:list --plain --context production
  if ($LASTEXITCODE -ne 0) {
    Stop-Deployment 'Netlify did not list the variables of the site: check NETLIFY_AUTH_TOKEN and NETLIFY_SITE_ID'
  }
  $missing = @('JWT_SECRET', 'KEY_PEPPER', 'ADMIN_PASSWORD' | Where-Object { -not ($configured -match "^$($_)=") })
  if ($missing.Count -gt 0) {
    Stop-Deployment "the site lacks these variables: $($missing -join ', '). Set each with: npx netlify-cli env:set NAME VALUE --secret"
  }
  if (-not ($configured -match '^(NETLIFY_DATABASE_URL|NETLIFY_DB_URL|DATABASE_URL)=')) {
    [Console]::Error.WriteLine('deploy: no database variable is listed; unless a Netlify Database is attached, set NETLIFY_DATABASE_URL')
  }
}

$arguments = @('deploy', '--build')
if (-not $Draft) { $arguments += '--prod' }
& npx --yes netlify-cli@latest @arguments
exit $LASTEXITCODE
