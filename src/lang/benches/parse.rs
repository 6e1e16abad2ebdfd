//! How many megabytes of script a second are read.
//!
//! In:    a made-up script in the manner of administrators, or the files named on the command line.
//! Out:   the best of several runs, once for everything and once without line table and checks.
//! Never: compares with anything; the README keeps the table.

use csshell_lang::{Source, parse};
use std::hint::black_box;
use std::io::Write;
use std::time::Instant;

const RUNS: usize = 7;
const BYTES_WANTED: usize = 8 * 1024 * 1024;

const SAMPLE: &str = r#"
<#
.SYNOPSIS
    Reports who may talk to partners.
.PARAMETER Pool
    The pool whose users are listed.
#>
function Get-FederationReport {
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline)]
        [ValidateNotNullOrEmpty()]
        [string[]]$Pool,

        [ValidateSet('Csv', 'Table', 'Json')]
        [string]$Format = 'Table',

        [int]$Limit = 1000
    )
    begin {
        $started = Get-Date
        $rows = [System.Collections.Generic.List[object]]::new()
        Write-Verbose "Started at $($started.ToString('s')) for $($Pool.Count) pools"
    }
    process {
        foreach ($name in $Pool) {
            # One answer per pool, however many users it has.
            $users = Get-CsUser -Filter { Enabled -eq $true } -ResultSize $Limit |
                Where-Object { $_.RegistrarPool -like "$name*" } |
                Sort-Object -Property SipAddress, DisplayName
            if (-not $users) {
                Write-Warning "No users in pool '$name'."
                continue
            }
            foreach ($user in $users) {
                try {
                    $policy = Get-CsEffectivePolicy -Identity $user.Identity -ErrorAction Stop
                    $row = [pscustomobject]@{
                        Pool       = $name
                        User       = $user.DisplayName
                        Address    = $user.SipAddress -replace '^sip:', ''
                        Federation = [bool]$policy.EnableFederationAccess
                        Xmpp       = [bool]$policy.EnableXmppAccess
                        Percent    = [math]::Round(($rows.Count / $Limit) * 100, 2)
                    }
                    $rows.Add($row)
                    $total += 1
                }
                catch [System.InvalidOperationException] {
                    Write-Error -Message ("{0}: {1}" -f $user.Identity, $_.Exception.Message)
                }
                finally {
                    $seen[$user.Identity] = $true
                }
            }
        }
    }
    end {
        switch ($Format) {
            'Csv'   { $rows | Export-Csv -Path "./report-$($started.Year).csv" -NoTypeInformation }
            'Json'  { $rows | ConvertTo-Json -Depth 4 | Set-Content ./report.json }
            default { $rows | Format-Table -AutoSize -GroupBy Pool }
        }
        for ($i = 0; $i -lt $rows.Count -and $i -lt 10; $i++) {
            $label = if ($rows[$i].Xmpp) { 'yes' } else { 'no' }
            Write-Output "$($i + 1). $($rows[$i].User) <$($rows[$i].Address)>: $label"
        }
        $map = @{ One = 1; Two = 2; 'Three and more' = 3, 4, 5 }
        $map.GetEnumerator() | ForEach-Object { "$($_.Key)=$($_.Value -join ',')" }
        Get-ChildItem -Path C:\Logs\*.log -Recurse 2>$null | Select-Object -First 5 Name, Length
        & "$PSScriptRoot\tools\check.ps1" -Verbose:$false --level 3
    }
}

Get-FederationReport -Pool 'pool01.example.com', 'pool02.example.com' -Format Csv -Verbose
"#;

fn main() -> std::io::Result<()> {
    let paths: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let mut texts = Vec::new();
    for path in &paths {
        texts.push(String::from_utf8_lossy(&std::fs::read(path)?).into_owned());
    }
    if texts.is_empty() {
        texts.push(SAMPLE.repeat(BYTES_WANTED / SAMPLE.len()));
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    let mut best = f64::MAX;
    let mut errors = 0;
    for _ in 0..RUNS {
        let begin = Instant::now();
        for text in &texts {
            let source = Source::new(None, text.as_str());
            let (tree, wrong) = parse(&source);
            errors += wrong.len();
            black_box(tree);
        }
        best = best.min(begin.elapsed().as_secs_f64());
    }
    let speed = bytes as f64 / 1e6 / best;
    writeln!(
        std::io::stdout(),
        "{bytes} bytes in {} texts, {} errors, best {:.1} ms: {speed:.1} MB/s",
        texts.len(),
        errors / RUNS,
        best * 1e3
    )
}
