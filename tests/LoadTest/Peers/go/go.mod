module authorizer

go 1.19
