#include "textflag.h"

// func String(s string)
TEXT ·String(SB), NOSPLIT, $0-16
	MOVQ s_base+0(FP), AX
	MOVQ s_len+8(FP), BX
	MOVQ $512, CX
	CMPQ BX, CX
	CMOVQGT CX, BX
	ADDQ AX, BX

line:
	CMPQ AX, BX
	JGE  done
	PREFETCHT0 (AX)
	ADDQ $64, AX
	JMP  line

done:
	RET
