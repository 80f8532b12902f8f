#include "textflag.h"

// func String(s string)
TEXT ·String(SB), NOSPLIT, $0-16
	MOVD s_base+0(FP), R0
	MOVD s_len+8(FP), R1
	MOVD $512, R2
	CMP  R2, R1
	CSEL GT, R2, R1, R1
	ADD  R0, R1, R1

line:
	CMP  R1, R0
	BGE  done
	PRFM (R0), PLDL1KEEP
	ADD  $64, R0
	B    line

done:
	RET
