# Writes the accounts of an example organisation as an export of Active Directory would hold them.
# The same number gives the same file, byte for byte.
param(
    [ValidateRange(1, 5000000)][int]$Users = 5000,
    [Parameter(Mandatory)][string]$Path
)

$departments = 'Sales', 'Support', 'Research', 'Production', 'Finance'

1..$Users | ForEach-Object {
    $number = '{0:d7}' -f $_
    $department = $departments[$_ % $departments.Count]
    [pscustomobject]@{
        objectClass                   = 'user'
        distinguishedName             = "CN=User $number,OU=$department,DC=contoso,DC=com"
        sAMAccountName                = "user$number"
        userPrincipalName             = "user$number@contoso.com"
        displayName                   = "User $number"
        department                    = $department
        'msRTCSIP-UserEnabled'        = 'TRUE'
        'msRTCSIP-PrimaryUserAddress' = "sip:user$number@contoso.com"
    }
} | Export-Csv -Path $Path -NoTypeInformation
