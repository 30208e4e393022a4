// SPDX-License-Identifier: ISC
module example

go 1.19
