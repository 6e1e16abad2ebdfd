# Setting up XMPP federation for an example organisation: the commands of Microsoft's page, in its order.
param([int]$Users = 5000)

$file = Join-Path ([System.IO.Path]::GetTempPath()) "csshell-organisation-$PID.csv"
& (Join-Path $PSScriptRoot 'organisation.ps1') -Users $Users -Path $file
Import-CsAdUser -Path $file
Remove-Item $file

# A store that has seen this script before begins anew.
Get-CsExternalAccessPolicy | Where-Object Identity -eq 'Tag:FedPic' | Remove-CsExternalAccessPolicy -Force

Stop-CsWindowsService
Start-CsWindowsService
New-CsExternalAccessPolicy -Identity FedPic -EnableFederationAcces $true -EnablePublicCloudAccess $true
Get-CsUser | Grant-CsExternalAccessPolicy -PolicyName FedPic
Set-CsExternalAccessPolicy -Identity FedPic -EnableXmppAccess $true
Netstat -ano | findstr 5269
Netstat -ano | findstr 23456

'Who may federate with XMPP networks:'
$policies = @{}
foreach ($policy in Get-CsExternalAccessPolicy) { $policies[$policy.Identity] = $policy }
Get-CsUser |
    Group-Object { if ($_.ExternalAccessPolicy) { "Tag:$($_.ExternalAccessPolicy)" } else { 'Global' } } -NoElement |
    ForEach-Object {
        [pscustomobject]@{
            Policy     = $_.Name
            Users      = $_.Count
            Federation = $policies[$_.Name].EnableFederationAccess
            Xmpp       = $policies[$_.Name].EnableXmppAccess
        }
    } | Format-Table

# An example leaves nothing running.
Stop-CsWindowsService
