module github.com/camonica/camonica

go 1.26
